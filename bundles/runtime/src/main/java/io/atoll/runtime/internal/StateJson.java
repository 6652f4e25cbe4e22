package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Status;
import io.atoll.json.Json;
import io.atoll.runtime.internal.health.HealthJson;
import io.atoll.runtime.internal.health.HealthState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A container's state as {@code inspect} shows it. */
final class StateJson {
    private StateJson() {}

    static ObjectNode write(Container container, @Nullable HealthState health, boolean outOfMemory) {
        ObjectNode node = Json.object();
        node.put("status", container.status().name().toLowerCase(Locale.ROOT));
        node.put("pid", container.pid());
        node.put("exitCode", container.exitCode());
        node.put("oomKilled", outOfMemory);
        node.put("running", container.isRunning() || container.status() == Status.RESTARTING);
        node.put("paused", container.status() == Status.PAUSED);
        node.put("restarting", container.status() == Status.RESTARTING);
        node.put("started", text(container.started()));
        node.put("finished", text(container.finished()));
        node.put("startedAt", text(container.started()));
        node.put("finishedAt", text(container.finished()));
        if (health != null) {
            node.set("health", HealthJson.write(health));
        }
        return node;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
