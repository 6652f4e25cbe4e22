package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.json.Json;

/** Limits, and what is changed of them. */
final class ResourcesUpdate {
    private ResourcesUpdate() {}

    /** Members of members are replaced one by one: a new limit of memory leaves that of swap. Devices are not changed. */
    static Value of(Value before, Value changes) {
        ObjectNode merged = before.json().isObject() ? before.json().deepCopy() : Json.object();
        changes.json().properties().forEach(change -> {
            if (change.getKey().equals("devices")) {
                return;
            }
            if (change.getValue() instanceof ObjectNode members
                    && merged.get(change.getKey()) instanceof ObjectNode present) {
                present.setAll(members);
            } else {
                merged.set(change.getKey(), change.getValue());
            }
        });
        return new Value(merged, "resources");
    }
}
