package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Health;
import io.atoll.cli.internal.output.Human;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** What a template of {@code ps} sees: Docker's fields. */
final class ContainerFields {
    static final Map<String, String> HEADINGS = Map.of("ID", "CONTAINER ID", "RunningFor", "CREATED");

    private ContainerFields() {}

    /** @param whole whole ids and commands */
    static ObjectNode of(Container container, Instant now, boolean whole) {
        ObjectNode fields = Json.object();
        fields.put("ID", whole ? container.id() : container.shortId());
        fields.put("Image", container.image());
        fields.put("Command", ContainerText.command(container, whole));
        fields.put("CreatedAt", container.created().toString());
        fields.put("RunningFor", Human.ago(container.created(), now));
        fields.put("Status", ContainerText.status(container, now));
        fields.put("State", container.status().name().toLowerCase(Locale.ROOT));
        fields.put("Names", container.name());
        fields.put("Pid", container.pid());
        fields.put("ExitCode", container.exitCode());
        fields.put("Restarts", container.restarts());
        Health health = container.health();
        fields.put("Health", health == null ? "" : health.name().toLowerCase(Locale.ROOT));
        fields.put("Storage", container.storage());
        ObjectNode labels = fields.putObject("Labels");
        container.labels().forEach(labels::put);
        return fields;
    }
}
