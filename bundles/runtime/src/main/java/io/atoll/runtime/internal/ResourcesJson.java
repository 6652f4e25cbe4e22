package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Resources;
import io.atoll.json.Json;
import org.jspecify.annotations.Nullable;

/** A container's limits to and from {@code container.json}; what is not limited is not there. */
final class ResourcesJson {
    private ResourcesJson() {}

    static ObjectNode write(Resources limits) {
        ObjectNode node = Json.object();
        put(node, "memory", limits.memory());
        put(node, "memorySwap", limits.memorySwap());
        put(node, "memoryReservation", limits.memoryReservation());
        put(node, "cpuShares", limits.cpuShares());
        put(node, "cpuQuota", limits.cpuQuota());
        put(node, "cpuPeriod", limits.cpuPeriod());
        if (limits.cpusetCpus() != null) {
            node.put("cpusetCpus", limits.cpusetCpus());
        }
        if (limits.cpusetMems() != null) {
            node.put("cpusetMems", limits.cpusetMems());
        }
        put(node, "pids", limits.pids());
        put(node, "blkioWeight", limits.blkioWeight());
        return node;
    }

    static Resources read(JsonNode node) {
        return new Resources(
                number(node, "memory"),
                number(node, "memorySwap"),
                number(node, "memoryReservation"),
                number(node, "cpuShares"),
                number(node, "cpuQuota"),
                number(node, "cpuPeriod"),
                node.has("cpusetCpus") ? node.path("cpusetCpus").asText() : null,
                node.has("cpusetMems") ? node.path("cpusetMems").asText() : null,
                number(node, "pids"),
                number(node, "blkioWeight"));
    }

    private static void put(ObjectNode node, String name, @Nullable Long value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static @Nullable Long number(JsonNode node, String name) {
        return node.has(name) ? Long.valueOf(node.path(name).asLong()) : null;
    }
}
