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
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Manifests and configurations, verified and parsed once. Content never changes under its digest, so nothing here is ever stale. What was used longest ago goes
 * when there is too much; all but the few that were used last go when memory is needed for something else.
 */
public final class Documents {
    /** Of what is kept, this part stays whatever else needs memory. */
    private static final int HELD = 16;

    private final DocumentReader reader;
    /** In bytes of JSON; parsed it takes about twice that. */
    private final long capacity;

    private final Map<Key, Slot> cache = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Document> held = new LinkedHashMap<>(64, 0.75f, true);
    private final ReferenceQueue<Document> cleared = new ReferenceQueue<>();
    private long weight;
    private long heldWeight;

    public Documents(Blobs blobs, long capacity) {
        this.reader = new DocumentReader(blobs);
        this.capacity = capacity;
    }

    /**
     * What a descriptor of the index stands for.
     *
     * @param platform of a nested index, for which the best match is taken; the first image if none matches
     * @throws AtollException UNSUPPORTED if it is an index that lists no image
     */
    public Document get(Descriptor root, Platform platform) {
        return get(root, platform, true);
    }

    /** The same, for looking at everything once: it does not push out what is used often. */
    public Document peek(Descriptor root, Platform platform) {
        return get(root, platform, false);
    }

    private Document get(Descriptor root, Platform platform, boolean isUsed) {
        Key key = new Key(root.digest(), MediaTypes.isIndex(root.mediaType()) ? platform : null);
        synchronized (cache) {
            Slot slot = cache.get(key);
            Document known = slot == null ? null : slot.get();
            if (known != null) {
                if (isUsed) {
                    hold(key, known);
                }
                return known;
            }
        }
        Document document = load(root, platform);
        synchronized (cache) {
            forgetCleared();
            if (isUsed || weight + document.weight() <= capacity) {
                Slot old = cache.put(key, new Slot(key, document, cleared));
                weight += document.weight() - (old == null ? 0 : old.weight);
                evict();
            }
            if (isUsed) {
                hold(key, document);
            }
        }
        return document;
    }

    private void forgetCleared() {
        for (var gone = cleared.poll(); gone != null; gone = cleared.poll()) {
            if (gone instanceof Slot slot && cache.remove(slot.key, slot)) {
                weight -= slot.weight;
            }
        }
    }

    private void evict() {
        var eldest = cache.values().iterator();
        while (weight > capacity && cache.size() > 1 && eldest.hasNext()) {
            weight -= eldest.next().weight;
            eldest.remove();
        }
    }

    private void hold(Key key, Document document) {
        if (held.put(key, document) == null) {
            heldWeight += document.weight();
        }
        var eldest = held.values().iterator();
        while (heldWeight > capacity / HELD && held.size() > 1 && eldest.hasNext()) {
            heldWeight -= eldest.next().weight();
            eldest.remove();
        }
    }

    private Document load(Descriptor root, Platform platform) {
        if (MediaTypes.isIndex(root.mediaType())) {
            ResolvedImage image = new Resolver(reader, platform)
                    .resolve(List.of(root))
                    .or(() -> first(root))
                    .orElseThrow(() -> new AtollException(
                            ErrorCode.UNSUPPORTED, "the index %s lists no image".formatted(root.digest())));
            return load(image.descriptor(), image.manifest());
        }
        return load(root, reader.manifest(root));
    }

    private Optional<ResolvedImage> first(Descriptor root) {
        return Resolver.ofAny(reader).resolve(List.of(root));
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

    /** @param platform of an index, null of a manifest */
    private record Key(Digest digest, @Nullable Platform platform) {}

    private static final class Slot extends SoftReference<Document> {
        final Key key;
        final long weight;

        Slot(Key key, Document document, ReferenceQueue<Document> cleared) {
            super(document, cleared);
            this.key = key;
            this.weight = document.weight();
        }
    }
}
