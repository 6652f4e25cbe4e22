package io.atoll.cli.internal.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.oci.OciContainer;
import io.atoll.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** States as JSON: the specification's members (runtime.md#state), and those runc has beside them. */
final class StateJson {
    private StateJson() {}

    static ObjectNode of(OciContainer container) {
        ObjectNode node = Json.object()
                .put("ociVersion", container.ociVersion())
                .put("id", container.id())
                .put("pid", container.pid())
                .put("status", container.status().text())
                .put("bundle", container.bundle().toString())
                .put("rootfs", container.rootfs().toString())
                .put("created", container.created().toString());
        if (!container.annotations().isEmpty()) {
            ObjectNode annotations = node.putObject("annotations");
            new TreeMap<>(container.annotations()).forEach(annotations::put);
        }
        return node.put("owner", container.owner() == 0 ? "" : "#" + container.owner());
    }

    static ArrayNode list(List<OciContainer> containers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        containers.forEach(container -> list.add(of(container)));
        return list;
    }

    static String text(JsonNode node) {
        return new String(Json.pretty(node), StandardCharsets.UTF_8);
    }
}
