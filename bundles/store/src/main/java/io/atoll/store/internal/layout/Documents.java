package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.json.OciJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Manifests and configurations, verified and parsed once. Content never changes under its digest, so nothing here is ever
 * stale; what was used longest ago goes when there is too much.
 */
public final class Documents {
    /** Nested indexes deeper than this are nobody's. */
    private static final int MAX_NESTING = 4;

    private final Blobs blobs;
    private final Platform platform;
    /** In bytes of JSON; parsed it takes about twice that. */
    private final long capacity;

    private final Map<Digest, Document> cache = new LinkedHashMap<>(64, 0.75f, true);
    private long weight;

    public Documents(Blobs blobs, Platform platform, long capacity) {
        this.blobs = blobs;
        this.platform = platform;
        this.capacity = capacity;
    }

    /** What a descriptor of the index stands for; of a nested index, the manifest for this platform. */
    public Document get(Descriptor descriptor) {
        return get(descriptor, true);
    }

    /** The same, for looking at everything once: it does not push out what is used often. */
    public Document peek(Descriptor descriptor) {
        return get(descriptor, false);
    }

    private Document get(Descriptor descriptor, boolean makeRoom) {
        synchronized (cache) {
            Document known = cache.get(descriptor.digest());
            if (known != null) {
                return known;
            }
        }
        Document document = load(descriptor, 0);
        synchronized (cache) {
            if ((makeRoom || weight + document.weight() <= capacity)
                    && cache.putIfAbsent(descriptor.digest(), document) == null) {
                weight += document.weight();
                evict();
            }
        }
        return document;
    }

    private void evict() {
        var eldest = cache.values().iterator();
        while (weight > capacity && cache.size() > 1 && eldest.hasNext()) {
            weight -= eldest.next().weight();
            eldest.remove();
        }
    }

    private Document load(Descriptor descriptor, int nesting) {
        byte[] bytes = blobs.read(descriptor);
        String what = "manifest " + descriptor.digest();
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            if (nesting == MAX_NESTING) {
                throw new AtollException(
                        ErrorCode.CORRUPT, "cannot read %s: indexes are nested too deeply".formatted(what));
            }
            return load(choose(OciJson.index(bytes, what), descriptor), nesting + 1);
        }
        Manifest manifest = OciJson.manifest(bytes, what);
        ImageConfig config = OciJson.config(
                blobs.read(manifest.config()),
                "configuration " + manifest.config().digest());
        return new Document(descriptor, manifest, config);
    }

    private Descriptor choose(Index index, Descriptor descriptor) {
        for (Descriptor manifest : index.manifests()) {
            Platform its = manifest.platform();
            if (its != null && platform.accepts(its) && blobs.has(manifest)) {
                return manifest;
            }
        }
        throw new AtollException(
                ErrorCode.UNSUPPORTED,
                "the index %s has no manifest for %s in the store".formatted(descriptor.digest(), platform));
    }

    /** @param descriptor of the manifest itself */
    public record Document(Descriptor descriptor, Manifest manifest, ImageConfig config) {
        long weight() {
            return descriptor.size() + manifest.config().size();
        }
    }
}
