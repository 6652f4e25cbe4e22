package io.atoll.store.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layout.ImageLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image layout in an archive: its images, checked in a fixed order and told in fixed words (contract S1.52). */
final class OciArchive {

    private final ArchiveFiles files;

    OciArchive(ArchiveFiles files) {
        this.files = files;
    }

    static boolean isOne(ArchiveFiles files) {
        return files.metadata("oci-layout") != null;
    }

    /** What {@code index.json} lists, with the names it has there. Whatever they need is in the archive. */
    List<Descriptor> images() {
        byte[] marker = files.metadata("oci-layout");
        if (marker == null) {
            throw invalid("missing 'oci-layout' — not a valid OCI Image Layout archive");
        }
        JsonNode version = Json.parse(marker, "oci-layout").path("imageLayoutVersion");
        if (!"1.0.0".equals(version.textValue())) {
            throw new AtollException(ErrorCode.UNSUPPORTED, "unsupported OCI image layout version");
        }
        byte[] index = files.metadata("index.json");
        if (index == null) {
            throw invalid("missing 'index.json' in archive");
        }
        JsonNode manifests = Json.parse(index, "index.json").path("manifests");
        if (!manifests.isArray()) {
            throw invalid("index.json: missing 'manifests' array");
        }
        if (manifests.isEmpty()) {
            throw invalid("index.json: empty manifests array");
        }
        if (manifests.size() > ImageLimits.MAX_IMAGES) {
            throw invalid("index.json: %d manifests, at most %d are supported"
                    .formatted(manifests.size(), ImageLimits.MAX_IMAGES));
        }
        List<Descriptor> images = new ArrayList<>();
        for (JsonNode node : manifests) {
            requireDigest(node, "manifest descriptor missing 'digest'");
            images.add(complete(OciJson.descriptor(node, "index.json: manifest " + images.size()), 0));
        }
        return images;
    }

    /** Of an index from which another program left out what it did not have, what there is: its name means that then. */
    private Descriptor complete(Descriptor document, int depth) {
        requireBlob(document);
        byte[] bytes = files.readBlob(document);
        String what = "blobs/%s/%s"
                .formatted(document.digest().algorithm(), document.digest().hex());
        JsonNode node = Json.parse(bytes, what);
        boolean isIndex = MediaTypes.isIndex(document.mediaType())
                || (document.mediaType().isEmpty() && node.has("manifests"));
        if (!isIndex) {
            checkManifest(node);
            return document;
        }
        if (depth == ImageLimits.MAX_NESTING) {
            throw invalid("indexes are nested more than %d deep".formatted(ImageLimits.MAX_NESTING));
        }
        Index index = OciJson.index(bytes, what, document.mediaType());
        List<Descriptor> there =
                index.manifests().stream().filter(files::hasBlob).toList();
        if (there.isEmpty() && !index.manifests().isEmpty()) {
            requireBlob(index.manifests().getFirst());
        }
        List<Descriptor> images = new ArrayList<>();
        for (Descriptor child : there) {
            images.add(complete(child, depth + 1));
        }
        return images.equals(index.manifests()) ? document : best(images).withRefName(nameOrNull(document));
    }

    private static Descriptor best(List<Descriptor> images) {
        Platform host = Platform.host();
        return images.stream()
                .min(Comparator.comparingInt(image -> {
                    Platform platform = image.platform();
                    return platform == null
                            ? Integer.MAX_VALUE - 1
                            : host.distance(platform).orElse(Integer.MAX_VALUE);
                }))
                .orElseThrow();
    }

    private static @Nullable String nameOrNull(Descriptor document) {
        return document.refName().isEmpty() ? null : document.refName();
    }

    private void checkManifest(JsonNode node) {
        if (!node.path("config").isObject()) {
            throw invalid("manifest: missing 'config'");
        }
        requireDigest(node.get("config"), "config descriptor: missing 'digest'");
        Descriptor config = OciJson.descriptor(node.get("config"), "config descriptor");
        requireBlob(config);
        requireText(config);
        if (!node.path("layers").isArray()) {
            throw invalid("manifest: missing 'layers' array");
        }
        int number = 0;
        for (JsonNode layer : node.path("layers")) {
            requireDigest(layer, "layer %d: missing 'digest'".formatted(number));
            Descriptor descriptor = OciJson.descriptor(layer, "layer " + number);
            if (descriptor.urls().isEmpty()) {
                requireBlob(descriptor);
            }
            number++;
        }
    }

    private void requireText(Descriptor config) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(files.readBlob(config)));
        } catch (CharacterCodingException e) {
            throw new AtollException(ErrorCode.INVALID, "config blob is not valid UTF-8", e);
        }
    }

    private static void requireDigest(JsonNode node, String otherwise) {
        if (!node.path("digest").isTextual()) {
            throw invalid(otherwise);
        }
    }

    private void requireBlob(Descriptor blob) {
        if (!files.hasBlob(blob)) {
            Digest digest = blob.digest();
            throw invalid("missing blob: blobs/%s/%s".formatted(digest.algorithm(), digest.hex()));
        }
    }

    private static AtollException invalid(String why) {
        return new AtollException(ErrorCode.INVALID, why);
    }
}
