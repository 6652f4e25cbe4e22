package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Resources.BlockLimit;
import io.atoll.api.runtime.Resources.RdmaLimit;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A container's limits to and from {@code container.json}; what is not limited is not there. */
final class ResourcesJson {
    private ResourcesJson() {}

    static ObjectNode write(Resources limits) {
        ObjectNode node = Json.object();
        put(node, "memory", limits.memory());
        put(node, "memorySwap", limits.memorySwap());
        put(node, "memoryReservation", limits.memoryReservation());
        put(node, "memorySwappiness", limits.memorySwappiness());
        put(node, "oomKillDisable", limits.oomKillDisable());
        put(node, "cpuShares", limits.cpuShares());
        put(node, "cpuQuota", limits.cpuQuota());
        put(node, "cpuPeriod", limits.cpuPeriod());
        put(node, "cpuBurst", limits.cpuBurst());
        put(node, "cpuRealtimeRuntime", limits.cpuRealtimeRuntime());
        put(node, "cpuRealtimePeriod", limits.cpuRealtimePeriod());
        put(node, "cpuIdle", limits.cpuIdle());
        put(node, "cpusetCpus", limits.cpusetCpus());
        put(node, "cpusetMems", limits.cpusetMems());
        put(node, "pids", limits.pids());
        put(node, "blkioWeight", limits.blkioWeight());
        if (!limits.blockLimits().isEmpty()) {
            ArrayNode all = node.putArray("blockLimits");
            for (BlockLimit limit : limits.blockLimits()) {
                all.addObject()
                        .put("kind", limit.kind().name())
                        .put("major", limit.major())
                        .put("minor", limit.minor())
                        .put("value", limit.value());
            }
        }
        map(node, "hugePages", limits.hugePages());
        put(node, "networkClass", limits.networkClass());
        map(node, "networkPriorities", limits.networkPriorities());
        if (!limits.rdma().isEmpty()) {
            ObjectNode all = node.putObject("rdma");
            limits.rdma().forEach((device, limit) -> {
                ObjectNode one = all.putObject(device);
                put(one, "handles", limit.handles());
                put(one, "objects", limit.objects());
            });
        }
        map(node, "unified", limits.unified());
        return node;
    }

    static Resources read(JsonNode node) {
        return new Resources(
                number(node, "memory"),
                number(node, "memorySwap"),
                number(node, "memoryReservation"),
                number(node, "memorySwappiness"),
                bit(node, "oomKillDisable"),
                number(node, "cpuShares"),
                number(node, "cpuQuota"),
                number(node, "cpuPeriod"),
                number(node, "cpuBurst"),
                number(node, "cpuRealtimeRuntime"),
                number(node, "cpuRealtimePeriod"),
                bit(node, "cpuIdle"),
                text(node, "cpusetCpus"),
                text(node, "cpusetMems"),
                number(node, "pids"),
                number(node, "blkioWeight"),
                blockLimits(node.path("blockLimits")),
                map(node, "hugePages", JsonNode::asLong),
                number(node, "networkClass"),
                map(node, "networkPriorities", JsonNode::asLong),
                map(node, "rdma", one -> new RdmaLimit(number(one, "handles"), number(one, "objects"))),
                map(node, "unified", JsonNode::asText));
    }

    private static List<BlockLimit> blockLimits(JsonNode array) {
        List<BlockLimit> limits = new ArrayList<>(array.size());
        for (JsonNode limit : array) {
            limits.add(new BlockLimit(
                    BlockLimit.Kind.valueOf(limit.path("kind").asText()),
                    limit.path("major").asLong(),
                    limit.path("minor").asLong(),
                    limit.path("value").asLong()));
        }
        return limits;
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        switch (value) {
            case Long number -> node.put(name, number);
            case Boolean bit -> node.put(name, bit);
            case null -> {
                // Not there.
            }
            default -> node.put(name, value.toString());
        }
    }

    private static void map(ObjectNode node, String name, Map<String, ?> values) {
        if (!values.isEmpty()) {
            ObjectNode object = node.putObject(name);
            values.forEach((key, value) -> put(object, key, value));
        }
    }

    private static <T> SortedMap<String, T> map(JsonNode node, String name, Function<JsonNode, T> value) {
        SortedMap<String, T> values = new TreeMap<>();
        node.path(name).properties().forEach(one -> values.put(one.getKey(), value.apply(one.getValue())));
        return values;
    }

    private static @Nullable Long number(JsonNode node, String name) {
        return node.has(name) ? Long.valueOf(node.path(name).asLong()) : null;
    }

    private static @Nullable Boolean bit(JsonNode node, String name) {
        return node.has(name) ? Boolean.valueOf(node.path(name).asBoolean()) : null;
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.has(name) ? node.path(name).asText() : null;
    }
}
