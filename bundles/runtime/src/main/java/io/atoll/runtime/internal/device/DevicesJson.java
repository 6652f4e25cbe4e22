package io.atoll.runtime.internal.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Devices.Mapping;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;

/** A container's devices to and from {@code container.json}; what is not there is none. */
public final class DevicesJson {
    private DevicesJson() {}

    public static ObjectNode write(Devices devices) {
        ObjectNode node = Json.object();
        if (!devices.mappings().isEmpty()) {
            ArrayNode mappings = node.putArray("mappings");
            for (Mapping mapping : devices.mappings()) {
                mappings.addObject()
                        .put("source", mapping.source())
                        .put("target", mapping.target())
                        .put("access", mapping.access());
            }
        }
        if (!devices.rules().isEmpty()) {
            devices.rules().forEach(node.putArray("rules")::add);
        }
        return node;
    }

    public static Devices read(JsonNode node) {
        List<Mapping> mappings = new ArrayList<>();
        for (JsonNode mapping : node.path("mappings")) {
            mappings.add(new Mapping(
                    mapping.path("source").asText(),
                    mapping.path("target").asText(),
                    mapping.path("access").asText()));
        }
        List<String> rules = new ArrayList<>();
        node.path("rules").forEach(rule -> rules.add(rule.asText()));
        return mappings.isEmpty() && rules.isEmpty() ? Devices.NONE : new Devices(mappings, rules);
    }
}
