package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layout.ResolvedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Manifests and configurations, verified and parsed once. Content never changes under its digest, so nothing here is ever
 * stale; what was used longest ago goes when there is too much.
 */
public final class Documents {
    private final DocumentReader reader;
    private final Platform platform;
    /** In bytes of JSON; parsed it takes about twice that. */
    private final long capacity;

    private final Map<Digest, Document> cache = new LinkedHashMap<>(64, 0.75f, true);
    private long weight;

    public Documents(Blobs blobs, Platform platform, long capacity) {
        this.reader = new DocumentReader(blobs);
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
        Document document = load(descriptor);
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

    private Document load(Descriptor descriptor) {
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            Resolver resolver = new Resolver(reader, platform);
            ResolvedImage image = resolver.resolve(List.of(descriptor))
                    .orElseThrow(() -> new AtollException(
                            ErrorCode.UNSUPPORTED,
                            "the index %s has no manifest for %s; available: %s"
                                    .formatted(descriptor.digest(), platform, resolver.available())));
            return load(image.descriptor(), image.manifest());
        }
        return load(descriptor, reader.manifest(descriptor));
    }

    private Document load(Descriptor descriptor, Manifest manifest) {
        return new Document(descriptor, manifest, reader.config(manifest.config()));
    }

    /** @param descriptor of the manifest itself */
    public record Document(Descriptor descriptor, Manifest manifest, ImageConfig config) {
        long weight() {
            return descriptor.size() + manifest.config().size();
        }
    }
}
