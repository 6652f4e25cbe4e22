package io.atoll.runtime.internal.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Security;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's rights to and from {@code container.json}; what is not there is the default. */
public final class SecurityJson {
    private SecurityJson() {}

    public static ObjectNode write(Security security) {
        ObjectNode node = Json.object();
        if (security.privileged()) {
            node.put("privileged", true);
        }
        put(node, "addedCapabilities", security.addedCapabilities());
        put(node, "droppedCapabilities", security.droppedCapabilities());
        if (security.noNewPrivileges() != null) {
            node.put("noNewPrivileges", security.noNewPrivileges());
        }
        if (security.seccomp() != null) {
            node.put("seccomp", security.seccomp());
        }
        if (security.appArmor() != null) {
            node.put("appArmor", security.appArmor());
        }
        put(node, "masked", security.masked());
        put(node, "unmasked", security.unmasked());
        put(node, "groups", security.groups());
        return node;
    }

    public static Security read(JsonNode node) {
        if (node.isEmpty()) {
            return Security.DEFAULT;
        }
        return new Security(
                node.path("privileged").asBoolean(),
                list(node, "addedCapabilities"),
                list(node, "droppedCapabilities"),
                node.has("noNewPrivileges")
                        ? Boolean.valueOf(node.path("noNewPrivileges").asBoolean())
                        : null,
                text(node, "seccomp"),
                text(node, "appArmor"),
                list(node, "masked"),
                list(node, "unmasked"),
                list(node, "groups"));
    }

    private static void put(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(node.putArray(name)::add);
        }
    }

    private static List<String> list(JsonNode node, String name) {
        List<String> values = new ArrayList<>();
        node.path(name).forEach(value -> values.add(value.asText()));
        return values;
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.has(name) ? node.path(name).asText() : null;
    }
}
