package io.atoll.runtime.internal.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A volume's record to and from {@code volume.json}. */
final class VolumeJson {
    private VolumeJson() {}

    static byte[] write(VolumeSpec spec, Instant created) {
        ObjectNode node = Json.object();
        node.put("created", created.toString());
        node.put("driver", spec.driver());
        ObjectNode labels = node.putObject("labels");
        spec.labels().forEach(labels::put);
        ObjectNode options = node.putObject("options");
        spec.options().forEach(options::put);
        return Json.canonical(node);
    }

    static Volume read(String name, Path mountpoint, byte[] bytes, String what) {
        JsonNode node = Json.parse(bytes, what);
        return new Volume(
                name,
                node.path("driver").asText(VolumeSpec.LOCAL),
                mountpoint,
                Instant.parse(node.path("created").asText()),
                map(node.path("labels")),
                map(node.path("options")));
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
