package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A container's state as {@code inspect} shows it. */
final class StateJson {
    private StateJson() {}

    static ObjectNode write(Container container, boolean outOfMemory) {
        ObjectNode node = Json.object();
        node.put("status", container.status().name().toLowerCase(Locale.ROOT));
        node.put("pid", container.pid());
        node.put("exitCode", container.exitCode());
        node.put("oomKilled", outOfMemory);
        node.put("started", text(container.started()));
        node.put("finished", text(container.finished()));
        return node;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
