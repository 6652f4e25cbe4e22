package io.atoll.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The image specification's documents. What is read is never written again: digests are of the bytes received. */
public final class OciJson {
    /** More layers than any runtime can stack. */
    private static final int MAX_LAYERS = 500;

    private OciJson() {}

    /** @throws AtollException CORRUPT if it is not an image manifest, OCI's or Docker's */
    public static Manifest manifest(byte[] bytes, String what) {
        JsonNode node = Json.parse(bytes, what);
        String mediaType = text(node, "mediaType");
        if (node.has("manifests") || MediaTypes.isIndex(mediaType)) {
            throw Json.corrupt(what, "expected an image manifest but found an index", null);
        }
        if (!node.path("config").isObject()) {
            throw Json.corrupt(what, "missing 'config'", null);
        }
        if (!node.path("layers").isArray()) {
            throw Json.corrupt(what, "missing 'layers' array", null);
        }
        return new Manifest(
                mediaType.isEmpty() ? MediaTypes.OCI_MANIFEST : mediaType,
                descriptor(node.get("config"), what + ": config"),
                descriptors(node.get("layers"), what + ": layer", MAX_LAYERS));
    }

    /** @throws AtollException CORRUPT if it is not an index, OCI's or Docker's */
    public static Index index(byte[] bytes, String what) {
        JsonNode node = Json.parse(bytes, what);
        if (!node.path("manifests").isArray()) {
            throw Json.corrupt(what, "missing 'manifests' array", null);
        }
        String mediaType = text(node, "mediaType");
        return new Index(
                mediaType.isEmpty() ? MediaTypes.OCI_INDEX : mediaType,
                descriptors(node.get("manifests"), what + ": manifest", Integer.MAX_VALUE));
    }

    /** @throws AtollException CORRUPT if it is not an image configuration */
    public static ImageConfig config(byte[] bytes, String what) {
        JsonNode node = Json.parse(bytes, what);
        if (!node.isObject()) {
            throw Json.corrupt(what, "expected an object", null);
        }
        JsonNode config = node.path("config").isObject() ? node.path("config") : node.path("container_config");
        List<Digest> diffIds = new ArrayList<>();
        for (JsonNode diffId : node.path("rootfs").path("diff_ids")) {
            diffIds.add(digest(diffId, what + ": diff_id"));
        }
        return ImageConfig.builder(
                        new Platform(text(node, "os"), text(node, "architecture"), optionalText(node, "variant")))
                .created(text(node, "created"))
                .author(text(node, "author"))
                .user(text(config, "User"))
                .env(strings(config.path("Env")))
                .entrypoint(strings(config.path("Entrypoint")))
                .cmd(strings(config.path("Cmd")))
                .workingDir(text(config, "WorkingDir"))
                .labels(stringMap(config.path("Labels")))
                .volumes(names(config.path("Volumes")))
                .exposedPorts(names(config.path("ExposedPorts")))
                .stopSignal(text(config, "StopSignal"))
                .shell(strings(config.path("Shell")))
                .onBuild(strings(config.path("OnBuild")))
                .diffIds(diffIds)
                .build();
    }

    /** An index as canonical JSON. */
    public static byte[] toJson(Index index) {
        ObjectNode node = Json.object();
        node.put("schemaVersion", 2);
        node.put("mediaType", index.mediaType());
        ArrayNode manifests = node.putArray("manifests");
        index.manifests().forEach(manifest -> manifests.add(toJson(manifest)));
        return Json.canonical(node);
    }

    /** A descriptor as a JSON object. */
    public static ObjectNode toJson(Descriptor descriptor) {
        ObjectNode node = Json.object();
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        Platform platform = descriptor.platform();
        if (platform != null) {
            ObjectNode object = node.putObject("platform");
            object.put("os", platform.os());
            object.put("architecture", platform.architecture());
            if (platform.variant() != null) {
                object.put("variant", platform.variant());
            }
        }
        if (!descriptor.annotations().isEmpty()) {
            ObjectNode annotations = node.putObject("annotations");
            descriptor.annotations().forEach(annotations::put);
        }
        return node;
    }

    private static List<Descriptor> descriptors(JsonNode array, String what, int most) {
        if (array.size() > most) {
            throw Json.corrupt(
                    what, "there are %d of them, at most %d are supported".formatted(array.size(), most), null);
        }
        List<Descriptor> list = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            list.add(descriptor(node, what + " " + list.size()));
        }
        return list;
    }

    /** @throws AtollException CORRUPT if it is not a descriptor */
    public static Descriptor descriptor(JsonNode node, String what) {
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw Json.corrupt(what, "missing or wrong 'size'", null);
        }
        JsonNode platform = node.path("platform");
        return new Descriptor(
                text(node, "mediaType"),
                digest(node.path("digest"), what),
                size.longValue(),
                platform.isObject()
                        ? new Platform(
                                text(platform, "os"), text(platform, "architecture"), optionalText(platform, "variant"))
                        : null,
                stringMap(node.path("annotations")));
    }

    private static Digest digest(JsonNode node, String what) {
        if (!node.isTextual()) {
            throw Json.corrupt(what, "missing 'digest'", null);
        }
        try {
            return Digest.parse(node.textValue());
        } catch (AtollException e) {
            throw Json.corrupt(what, String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText("");
    }

    private static @Nullable String optionalText(JsonNode node, String name) {
        String text = text(node, name);
        return text.isEmpty() ? null : text;
    }

    private static List<String> strings(JsonNode array) {
        List<String> list = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            if (node.isTextual()) {
                list.add(node.textValue());
            }
        }
        return list;
    }

    private static List<String> names(JsonNode object) {
        List<String> list = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(list::add);
        return list;
    }

    private static Map<String, String> stringMap(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                map.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        return map;
    }
}
