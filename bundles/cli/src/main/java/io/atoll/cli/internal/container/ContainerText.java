package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Health;
import io.atoll.cli.internal.output.Human;
import io.atoll.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Containers as people and programs are shown them. */
public final class ContainerText {
    private static final int COMMAND_WIDTH = 20;

    private ContainerText() {}

    /** {@code Up 3 minutes}, {@code Up 3 minutes (Paused)}, {@code Exited (0) 5 minutes ago}. */
    public static String status(Container container, Instant now) {
        Instant started = container.started();
        Instant finished = container.finished();
        return switch (container.status()) {
            case CREATED -> "Created";
            case RUNNING -> up(started, now) + health(container);
            case PAUSED -> up(started, now) + " (Paused)";
            case RESTARTING ->
                "Restarting (%s)%s"
                        .formatted(
                                container.exitCode() == null ? "?" : container.exitCode(),
                                finished == null ? "" : " " + Human.ago(finished, now));
            case EXITED -> {
                Integer code = container.exitCode();
                yield "Exited (%s)%s"
                        .formatted(
                                code == null ? "?" : code.toString(),
                                finished == null ? "" : " " + Human.ago(finished, now));
            }
        };
    }

    private static String up(@Nullable Instant started, Instant now) {
        return started == null ? "Up" : "Up " + Human.duration(Duration.between(started, now));
    }

    private static String health(Container container) {
        Health health = container.health();
        if (health == null) {
            return "";
        }
        return switch (health) {
            case STARTING -> " (health: starting)";
            case HEALTHY -> " (healthy)";
            case UNHEALTHY -> " (unhealthy)";
        };
    }

    /** In quotes, cut to Docker's width unless everything is wanted. */
    public static String command(Container container, boolean whole) {
        String text = String.join(" ", container.command());
        boolean cut = !whole && text.length() > COMMAND_WIDTH;
        return '"' + (cut ? text.substring(0, COMMAND_WIDTH - 1) + "…" : text) + '"';
    }

    public static ObjectNode json(Container container) {
        ObjectNode node = Json.object();
        node.put("id", container.id());
        node.put("name", container.name());
        node.put("image", container.image());
        node.put("imageDigest", container.imageDigest());
        ArrayNode command = node.putArray("command");
        container.command().forEach(command::add);
        node.put("status", container.status().name().toLowerCase(Locale.ROOT));
        node.put("created", container.created().toString());
        Instant started = container.started();
        Instant finished = container.finished();
        node.put("started", started == null ? null : started.toString());
        node.put("finished", finished == null ? null : finished.toString());
        node.put("pid", container.pid());
        node.put("exitCode", container.exitCode());
        node.put("restarts", container.restarts());
        Health health = container.health();
        node.put("health", health == null ? null : health.name().toLowerCase(Locale.ROOT));
        node.put("storage", container.storage());
        node.put("terminal", container.terminal());
        node.put("autoRemove", container.autoRemove());
        ObjectNode labels = node.putObject("labels");
        container.labels().forEach(labels::put);
        return node;
    }
}
