package io.atoll.runtime.internal.limits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.ProcessLimits.Ulimit;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What is held against a container's processes, to and from {@code container.json}; what is not there is the default. */
public final class ProcessLimitsJson {
    private ProcessLimitsJson() {}

    public static ObjectNode write(ProcessLimits limits) {
        ObjectNode node = Json.object();
        if (!limits.ulimits().isEmpty()) {
            ArrayNode ulimits = node.putArray("ulimits");
            for (Ulimit ulimit : limits.ulimits()) {
                ulimits.addObject()
                        .put("name", ulimit.name())
                        .put("soft", ulimit.soft())
                        .put("hard", ulimit.hard());
            }
        }
        if (limits.oomScoreAdjustment() != null) {
            node.put("oomScoreAdjustment", limits.oomScoreAdjustment());
        }
        return node;
    }

    public static ProcessLimits read(JsonNode node) {
        if (node.isEmpty()) {
            return ProcessLimits.DEFAULT;
        }
        List<Ulimit> ulimits = new ArrayList<>();
        for (JsonNode ulimit : node.path("ulimits")) {
            ulimits.add(new Ulimit(
                    ulimit.path("name").asText(),
                    ulimit.path("soft").asLong(),
                    ulimit.path("hard").asLong()));
        }
        return new ProcessLimits(
                ulimits,
                node.has("oomScoreAdjustment")
                        ? Integer.valueOf(node.path("oomScoreAdjustment").asInt())
                        : null);
    }
}
