package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.json.Json;
import io.atoll.runtime.internal.device.DevicesJson;
import io.atoll.runtime.internal.dns.DnsJson;
import io.atoll.runtime.internal.limits.ProcessLimitsJson;
import io.atoll.runtime.internal.mount.MountJson;
import io.atoll.runtime.internal.namespace.NamespacesJson;
import io.atoll.runtime.internal.security.SecurityJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A container's configuration to and from {@code container.json}. */
final class ContainerJson {
    private ContainerJson() {}

    static ObjectNode write(ContainerConfig config) {
        ObjectNode node = Json.object();
        node.put("id", config.id());
        node.put("name", config.name());
        node.put("image", config.image());
        node.put("imageDigest", config.imageDigest());
        node.put("created", config.created().toString());
        strings(
                node.putArray("layers"),
                config.layers().stream().map(Digest::toString).toList());
        strings(node.putArray("command"), config.command());
        strings(node.putArray("env"), config.env());
        node.put("user", config.user());
        node.put("workingDir", config.workingDir());
        node.put("hostname", config.hostname());
        node.put("readOnly", config.readOnly());
        node.put("network", config.network().name().toLowerCase(Locale.ROOT));
        MountJson.write(node.putArray("mounts"), config.mounts());
        node.put("terminal", config.terminal());
        node.put("interactive", config.interactive());
        node.put("autoRemove", config.autoRemove());
        node.put("init", config.init());
        node.put("stopSignal", config.stopSignal());
        if (config.stopTimeout() != null) {
            node.put("stopTimeout", config.stopTimeout());
        }
        node.put("storage", config.storage());
        node.set("resources", ResourcesJson.write(config.resources()));
        if (!config.lifecycle().equals(Lifecycle.DEFAULT)) {
            node.set("lifecycle", LifecycleJson.write(config.lifecycle()));
        }
        node.set("security", SecurityJson.write(config.security()));
        node.set("namespaces", NamespacesJson.write(config.namespaces()));
        node.set("devices", DevicesJson.write(config.devices()));
        node.set("processLimits", ProcessLimitsJson.write(config.processLimits()));
        node.set("dns", DnsJson.write(config.dns()));
        config.annotations().forEach(node.putObject("annotations")::put);
        config.labels().forEach(node.putObject("labels")::put);
        node.put("entrypointWords", config.entrypoint());
        return node;
    }

    static ContainerConfig read(byte[] bytes, String what) {
        JsonNode node = Json.parse(bytes, what);
        return new ContainerConfig(
                node.path("id").asText(),
                node.path("name").asText(),
                node.path("image").asText(),
                node.path("imageDigest").asText(),
                Instant.parse(node.path("created").asText()),
                strings(node.path("layers")).stream().map(Digest::parse).toList(),
                strings(node.path("command")),
                strings(node.path("env")),
                node.path("user").asText(),
                node.path("workingDir").asText(),
                node.path("hostname").asText(),
                node.path("readOnly").asBoolean(),
                Network.valueOf(node.path("network").asText().toUpperCase(Locale.ROOT)),
                MountJson.read(node.path("mounts"), node.path("volumes")),
                node.path("terminal").asBoolean(),
                node.path("interactive").asBoolean(),
                node.path("autoRemove").asBoolean(),
                node.path("init").asBoolean(),
                node.path("stopSignal").asInt(),
                node.has("stopTimeout")
                        ? Integer.valueOf(node.path("stopTimeout").asInt())
                        : null,
                node.path("storage").asText(),
                ResourcesJson.read(node.path("resources")),
                LifecycleJson.read(node.path("lifecycle")),
                SecurityJson.read(node.path("security")),
                NamespacesJson.read(node.path("namespaces")),
                DevicesJson.read(node.path("devices")),
                ProcessLimitsJson.read(node.path("processLimits")),
                DnsJson.read(node.path("dns")),
                texts(node.path("annotations")),
                texts(node.path("labels")),
                node.path("entrypointWords").asInt(-1));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    private static List<String> strings(JsonNode array) {
        List<String> list = new ArrayList<>(array.size());
        array.forEach(item -> list.add(item.asText()));
        return list;
    }
}
