package io.atoll.cli.internal.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.volume.Volume;
import io.atoll.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** A volume as commands show it, with Docker's members. */
final class VolumeDocument {
    static final Map<String, String> HEADINGS = Map.of("Name", "VOLUME NAME");

    private VolumeDocument() {}

    static ObjectNode of(Volume volume) {
        ObjectNode node = Json.object();
        node.put("CreatedAt", volume.created().toString());
        node.put("Driver", volume.driver());
        put(node.putObject("Labels"), volume.labels());
        node.put("Mountpoint", volume.mountpoint().toString());
        node.put("Name", volume.name());
        put(node.putObject("Options"), volume.options());
        node.put("Scope", "local");
        return node;
    }

    private static void put(ObjectNode node, Map<String, String> values) {
        new TreeMap<>(values).forEach(node::put);
    }
}
