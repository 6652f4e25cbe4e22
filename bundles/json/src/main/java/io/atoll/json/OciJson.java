package io.atoll.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
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

/**
 * The image specification's documents. What is read is never written again: digests are of the bytes received. A document of one kind that has what makes
 * another is refused, or two programs could see two images in it (CVE-2021-41190).
 */
public final class OciJson {
    /** More layers than any runtime can stack. */
    private static final int MAX_LAYERS = 500;

    /** JSON has no larger integers that everybody reads alike (RFC 8785, RFC 7493); nine petabytes. */
    private static final long LARGEST_SIZE = 1L << 53;

    private OciJson() {}

    /** @throws AtollException CORRUPT if it is not an image manifest, OCI's or Docker's */
    public static Manifest manifest(byte[] bytes, String what) {
        return manifest(bytes, what, "");
    }

    /**
     * @param expected the media type it was announced with; empty for any
     * @throws AtollException CORRUPT if it is not an image manifest, OCI's or Docker's, or is of another type
     */
    public static Manifest manifest(byte[] bytes, String what, String expected) {
        JsonNode node = Json.parse(bytes, what);
        String mediaType = text(node, "mediaType");
        if (node.has("manifests") || MediaTypes.isIndex(mediaType)) {
            throw Json.corrupt(what, "expected an image manifest but found an index", null);
        }
        checkType(mediaType, expected, what);
        if (!node.path("config").isObject()) {
            throw Json.corrupt(what, "missing 'config'", null);
        }
        if (!isList(node, "layers")) {
            throw Json.corrupt(what, "missing 'layers' array", null);
        }
        return new Manifest(
                mediaType(mediaType, expected, MediaTypes.OCI_MANIFEST),
                optionalText(node, "artifactType"),
                descriptor(node.get("config"), what + ": config"),
                descriptors(node.get("layers"), what + ": layer", MAX_LAYERS),
                node.path("subject").isObject() ? descriptor(node.get("subject"), what + ": subject") : null,
                stringMap(node.path("annotations")));
    }

    /** @throws AtollException CORRUPT if it is not an index, OCI's or Docker's */
    public static Index index(byte[] bytes, String what) {
        return index(bytes, what, "");
    }

    /**
     * @param expected the media type it was announced with; empty for any
     * @throws AtollException CORRUPT if it is not an index, OCI's or Docker's, or is of another type
     */
    public static Index index(byte[] bytes, String what, String expected) {
        JsonNode node = Json.parse(bytes, what);
        String mediaType = text(node, "mediaType");
        if (node.has("layers") || node.has("config") || MediaTypes.isManifest(mediaType)) {
            throw Json.corrupt(what, "expected an index but found an image manifest", null);
        }
        checkType(mediaType, expected, what);
        if (!isList(node, "manifests")) {
            throw Json.corrupt(what, "missing 'manifests' array", null);
        }
        return new Index(
                mediaType(mediaType, expected, MediaTypes.OCI_INDEX),
                descriptors(node.get("manifests"), what + ": manifest", Integer.MAX_VALUE),
                stringMap(node.path("annotations")));
    }

    /** Null is Go's empty list. */
    private static boolean isList(JsonNode node, String name) {
        JsonNode list = node.path(name);
        return list.isArray() || list.isNull();
    }

    private static void checkType(String its, String expected, String what) {
        if (!its.isEmpty() && !expected.isEmpty() && !its.equals(expected)) {
            throw Json.corrupt(what, "expected media type '%s' but found '%s'".formatted(expected, its), null);
        }
    }

    private static String mediaType(String its, String expected, String otherwise) {
        return its.isEmpty() ? expected.isEmpty() ? otherwise : expected : its;
    }

    /** @throws AtollException CORRUPT if it is not an image configuration */
    public static ImageConfig config(byte[] bytes, String what) {
        return ConfigJson.read(bytes, what);
    }

    /** An index as canonical JSON. */
    public static byte[] toJson(Index index) {
        ObjectNode node = Json.object();
        node.put("schemaVersion", 2);
        node.put("mediaType", index.mediaType());
        ArrayNode manifests = node.putArray("manifests");
        index.manifests().forEach(manifest -> manifests.add(toJson(manifest)));
        put(node, "annotations", index.annotations());
        return canonical(node, "index");
    }

    /** A manifest as canonical JSON. */
    public static byte[] toJson(Manifest manifest) {
        ObjectNode node = Json.object();
        node.put("schemaVersion", 2);
        node.put("mediaType", manifest.mediaType());
        put(node, "artifactType", manifest.artifactType());
        node.set("config", toJson(manifest.config()));
        ArrayNode layers = node.putArray("layers");
        manifest.layers().forEach(layer -> layers.add(toJson(layer)));
        if (manifest.subject() != null) {
            node.set("subject", toJson(manifest.subject()));
        }
        put(node, "annotations", manifest.annotations());
        return canonical(node, "manifest");
    }

    /** An image configuration as canonical JSON. */
    public static byte[] toJson(ImageConfig config) {
        return canonical(ConfigJson.write(config), "image configuration");
    }

    private static byte[] canonical(ObjectNode node, String what) {
        try {
            return Json.canonical(node);
        } catch (IllegalArgumentException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot write the %s: it holds %s".formatted(what, e.getMessage()), e);
        }
    }

    /** A descriptor as a JSON object. */
    public static ObjectNode toJson(Descriptor descriptor) {
        ObjectNode node = Json.object();
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        if (descriptor.platform() != null) {
            put(node.putObject("platform"), descriptor.platform());
        }
        put(node, "artifactType", descriptor.artifactType());
        put(node, "data", descriptor.data());
        put(node, "urls", descriptor.urls());
        put(node, "annotations", descriptor.annotations());
        return node;
    }

    static void put(ObjectNode node, Platform platform) {
        node.put("os", platform.os());
        node.put("architecture", platform.architecture());
        put(node, "variant", platform.variant());
        put(node, "os.version", platform.osVersion());
        put(node, "os.features", platform.osFeatures());
    }

    /** Nothing where there is nothing to say. */
    static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            node.put(name, value);
        }
    }

    static void put(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
    }

    static void put(ObjectNode node, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode object = node.putObject(name);
            values.forEach(object::put);
        }
    }

    /** A document's annotations; none where there are none. */
    public static Map<String, String> annotations(@Nullable CanonicalText text) {
        return text == null ? Map.of() : stringMap(text.tree("annotations"));
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
        if (!size.isIntegralNumber()
                || !size.canConvertToLong()
                || size.longValue() < 0
                || size.longValue() > LARGEST_SIZE) {
            throw Json.corrupt(what, "missing or wrong 'size'", null);
        }
        JsonNode platform = node.path("platform");
        return new Descriptor(
                text(node, "mediaType"),
                digest(node.path("digest"), what),
                size.longValue(),
                platform.isObject() ? platform(platform) : null,
                optionalText(node, "artifactType"),
                optionalText(node, "data"),
                strings(node.path("urls")),
                stringMap(node.path("annotations")));
    }

    static Platform platform(JsonNode node) {
        return new Platform(
                text(node, "os"),
                text(node, "architecture"),
                optionalText(node, "variant"),
                optionalText(node, "os.version"),
                strings(node.path("os.features")));
    }

    static Digest digest(JsonNode node, String what) {
        if (!node.isTextual()) {
            throw Json.corrupt(what, "missing 'digest'", null);
        }
        try {
            return Digest.parse(node.textValue());
        } catch (AtollException e) {
            throw Json.corrupt(what, String.valueOf(e.getMessage()), e);
        }
    }

    static String text(JsonNode node, String name) {
        // Not a number's digits: written canonically they may be others.
        String text = node.path(name).textValue();
        return text == null ? "" : text;
    }

    static @Nullable String optionalText(JsonNode node, String name) {
        String text = text(node, name);
        return text.isEmpty() ? null : text;
    }

    static List<String> strings(JsonNode array) {
        List<String> list = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            if (node.isTextual()) {
                list.add(node.textValue());
            }
        }
        return list;
    }

    static List<String> names(JsonNode object) {
        List<String> list = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(list::add);
        return list;
    }

    static Map<String, String> stringMap(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                map.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        return map;
    }
}
