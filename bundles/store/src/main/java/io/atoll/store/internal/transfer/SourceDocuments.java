package io.atoll.store.internal.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.transfer.ImageSource;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layout.ImageDocuments;
import java.util.HashMap;
import java.util.Map;

/** The documents of a source, each read once, and no more of them than anybody has images. For one copy. */
final class SourceDocuments implements ImageDocuments {
    /** They are held in memory, all at once. */
    static final long MAX_BYTES = 16 << 20;
    /** What even an empty one takes. */
    private static final int LEAST = 1024;

    private final ImageSource source;
    private final Map<Digest, byte[]> read = new HashMap<>();
    private long bytes;

    SourceDocuments(ImageSource source) {
        this.source = source;
    }

    byte[] bytes(Descriptor document) {
        byte[] known = read.get(document.digest());
        if (known != null) {
            return known;
        }
        if (document.size() > Json.MAX_BYTES) {
            throw refused("%s has %d bytes, at most %d are supported"
                    .formatted(document.digest(), document.size(), Json.MAX_BYTES));
        }
        bytes += Math.max(LEAST, document.size());
        if (bytes > MAX_BYTES) {
            throw refused("there are more than %d MiB of manifests and indexes".formatted(MAX_BYTES >> 20));
        }
        byte[] content = source.readDocument(document);
        read.put(document.digest(), content);
        return content;
    }

    private AtollException refused(String why) {
        return new AtollException(ErrorCode.INVALID, "cannot copy %s: %s".formatted(source, why));
    }

    /** It is found out when it is read. */
    @Override
    public boolean has(Descriptor document) {
        return true;
    }

    /** The descriptor with what its document is: some indexes do not say it. */
    @Override
    public Descriptor typed(Descriptor document) {
        String type = document.mediaType();
        if (MediaTypes.isIndex(type) || MediaTypes.isManifest(type)) {
            return document;
        }
        if (!type.isEmpty()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot copy %s: %s is of the type '%s', which is neither an image's nor an index's"
                            .formatted(source, document.digest(), type));
        }
        byte[] content = bytes(document);
        String what = document.digest().toString();
        JsonNode node = Json.parse(content, what);
        String found = node.has("manifests")
                ? OciJson.index(content, what).mediaType()
                : OciJson.manifest(content, what).mediaType();
        return new Descriptor(
                found,
                document.digest(),
                document.size(),
                document.platform(),
                document.artifactType(),
                document.data(),
                document.urls(),
                document.annotations());
    }

    @Override
    public Index index(Descriptor index) {
        return OciJson.index(bytes(index), "index " + index.digest(), index.mediaType());
    }

    @Override
    public Manifest manifest(Descriptor manifest) {
        return OciJson.manifest(bytes(manifest), "manifest " + manifest.digest(), manifest.mediaType());
    }

    @Override
    public ImageConfig config(Descriptor config) {
        return OciJson.config(bytes(config), "configuration " + config.digest());
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
