package io.atoll.runtime.internal.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container.Health;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A container's health to and from JSON: what {@code inspect} shows, and what the next engine reads. */
public final class HealthJson {
    private HealthJson() {}

    public static ObjectNode write(HealthState health) {
        ObjectNode node = Json.object();
        node.put("status", health.status().name().toLowerCase(Locale.ROOT));
        node.put("failingStreak", health.failingStreak());
        ArrayNode log = node.putArray("log");
        for (Probe probe : health.log()) {
            log.addObject()
                    .put("start", probe.start().toString())
                    .put("end", probe.end().toString())
                    .put("exitCode", probe.exitCode())
                    .put("output", probe.output());
        }
        return node;
    }

    /** @throws RuntimeException if it is none */
    public static HealthState read(JsonNode node) {
        List<Probe> log = new ArrayList<>();
        for (JsonNode probe : node.path("log")) {
            log.add(new Probe(
                    Instant.parse(probe.path("start").asText()),
                    Instant.parse(probe.path("end").asText()),
                    probe.path("exitCode").asInt(),
                    probe.path("output").asText()));
        }
        return new HealthState(
                Health.valueOf(node.path("status").asText().toUpperCase(Locale.ROOT)),
                node.path("failingStreak").asInt(),
                log);
    }
}
