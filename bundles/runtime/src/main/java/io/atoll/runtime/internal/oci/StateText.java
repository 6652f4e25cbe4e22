package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.oci.OciContainer;
import io.atoll.json.Json;

/** A container's state as JSON. */
final class StateText {
    private StateText() {}

    /** As the specification has it (runtime.md#state), without a process. */
    static ObjectNode ofSpecification(OciContainer container, OciContainer.Status status) {
        ObjectNode node = Json.object()
                .put("ociVersion", container.ociVersion())
                .put("id", container.id())
                .put("status", status.text())
                .put("bundle", container.bundle().toString());
        if (!container.annotations().isEmpty()) {
            ObjectNode annotations = node.putObject("annotations");
            container.annotations().forEach(annotations::put);
        }
        return node;
    }
}
