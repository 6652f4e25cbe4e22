package io.atoll.store.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.api.transfer.ImageSet.Named;
import io.atoll.api.transfer.ImageSource;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layout.ImageLimits;
import io.atoll.store.internal.transfer.ImageWalk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code manifest.json}: what Docker has found the images of an archive by since version 1.10. */
final class DockerManifest {
    static final String FILE = "manifest.json";
    private static final int MAX_LAYERS = 500;

    private DockerManifest() {}

    /**
     * An image of the archive.
     *
     * @param config the name of a file in the archive
     * @param layers the names of files, bottom first
     */
    record Image(String config, List<String> layers, List<String> names) {}

    /** An image under several names is listed once; of an index, the image for this machine, as Docker has it, is listed. */
    static byte[] of(ImageSet set, ImageSource source) {
        Map<Digest, byte[]> documents = new LinkedHashMap<>();
        for (Document document : set.documents()) {
            documents.put(document.descriptor().digest(), document.bytes());
        }
        Map<Digest, ObjectNode> images = new LinkedHashMap<>();
        for (Named image : set.images()) {
            Digest manifest = manifestOf(image.descriptor(), source);
            byte[] bytes = manifest == null ? null : documents.get(manifest);
            if (manifest == null || bytes == null) {
                continue;
            }
            ObjectNode node =
                    images.computeIfAbsent(manifest, digest -> image(OciJson.manifest(bytes, digest.toString())));
            String name = image.name();
            // Docker takes nothing else: what has a digest in the place of a tag it has without a name.
            if (name != null && name.indexOf('@') < 0) {
                node.withArray("RepoTags").add(name);
            }
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        images.values().forEach(list::add);
        return Json.canonical(list);
    }

    /** Null for an index without an image for this machine: who reads {@code index.json} finds it there. */
    private static @Nullable Digest manifestOf(Descriptor root, ImageSource source) {
        if (!MediaTypes.isIndex(root.mediaType())) {
            return root.digest();
        }
        try {
            ImageSet chosen = new ImageWalk(source).walk(List.of(root), Platform.host());
            return chosen.images().getFirst().descriptor().digest();
        } catch (AtollException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return null;
        }
    }

    private static ObjectNode image(Manifest manifest) {
        ObjectNode node = Json.object();
        node.put("Config", ImageArchiveWriter.name(manifest.config().digest()));
        node.putArray("RepoTags");
        ArrayNode layers = node.putArray("Layers");
        manifest.layers().forEach(layer -> layers.add(ImageArchiveWriter.name(layer.digest())));
        return node;
    }

    /** @throws AtollException CORRUPT if it is none; INVALID if it lists no images, or too many */
    static List<Image> parse(byte[] bytes) {
        JsonNode list = Json.parse(bytes, FILE);
        if (!list.isArray()) {
            throw corrupt("expected a list of images");
        }
        if (list.isEmpty() || list.size() > ImageLimits.MAX_IMAGES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "%s lists %d images, expected 1 to %d".formatted(FILE, list.size(), ImageLimits.MAX_IMAGES));
        }
        List<Image> images = new ArrayList<>();
        for (JsonNode node : list) {
            String config = node.path("Config").textValue();
            if (config == null || config.isEmpty()) {
                throw corrupt("image %d: missing 'Config'".formatted(images.size()));
            }
            images.add(new Image(
                    config,
                    texts(node.path("Layers"), "Layers", images.size()),
                    texts(node.path("RepoTags"), "RepoTags", images.size())));
        }
        return images;
    }

    private static List<String> texts(JsonNode array, String what, int image) {
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        if (!array.isArray() || array.size() > MAX_LAYERS) {
            throw corrupt("image %d: '%s' is not a list of at most %d".formatted(image, what, MAX_LAYERS));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode node : array) {
            if (!node.isTextual()) {
                throw corrupt("image %d: '%s' holds what is no text".formatted(image, what));
            }
            texts.add(node.textValue());
        }
        return texts;
    }

    private static AtollException corrupt(String why) {
        return new AtollException(ErrorCode.CORRUPT, "%s: %s".formatted(FILE, why));
    }
}
