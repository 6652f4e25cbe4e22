package io.atoll.runtime.internal.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whose namespaces a container has, to and from {@code container.json}; what is not there is its own. */
public final class NamespacesJson {
    private static final String HOST = "host";
    private static final String CONTAINER = "container:";

    private NamespacesJson() {}

    public static ObjectNode write(Namespaces namespaces) {
        ObjectNode node = Json.object();
        put(node, "pid", namespaces.pid());
        put(node, "ipc", namespaces.ipc());
        put(node, "uts", namespaces.uts());
        put(node, "cgroup", namespaces.cgroup());
        put(node, "network", namespaces.network());
        if (!namespaces.sharedMemory()) {
            node.put("sharedMemory", false);
        }
        if (namespaces.sharedMemorySize() != null) {
            node.put("sharedMemorySize", namespaces.sharedMemorySize());
        }
        if (!namespaces.sysctls().isEmpty()) {
            namespaces.sysctls().forEach(node.putObject("sysctls")::put);
        }
        return node;
    }

    public static Namespaces read(JsonNode node) {
        if (node.isEmpty()) {
            return Namespaces.DEFAULT;
        }
        Map<String, String> sysctls = new LinkedHashMap<>();
        node.path("sysctls")
                .properties()
                .forEach(entry -> sysctls.put(entry.getKey(), entry.getValue().asText()));
        return new Namespaces(
                source(node, "pid"),
                source(node, "ipc"),
                source(node, "uts"),
                source(node, "cgroup"),
                source(node, "network"),
                node.path("sharedMemory").asBoolean(true),
                node.has("sharedMemorySize")
                        ? Long.valueOf(node.path("sharedMemorySize").asLong())
                        : null,
                sysctls);
    }

    private static void put(ObjectNode node, String name, Source source) {
        switch (source) {
            case Source.Own own -> {}
            case Source.Host host -> node.put(name, HOST);
            case Source.Of other -> node.put(name, CONTAINER + other.container());
        }
    }

    private static Source source(JsonNode node, String name) {
        String text = node.path(name).asText();
        if (text.startsWith(CONTAINER)) {
            return new Source.Of(text.substring(CONTAINER.length()));
        }
        return text.equals(HOST) ? new Source.Host() : new Source.Own();
    }
}
