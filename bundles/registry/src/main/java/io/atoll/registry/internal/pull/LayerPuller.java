package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.registry.PullListener;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.threads.Workers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Downloads and extracts layers, a few at a time, in the manifest's order. After the first failure nothing more is begun, what
 * is under way is interrupted, and {@link #pull} returns only when all of it has ended.
 */
public final class LayerPuller {
    private final BlobFetcher blobs;
    private final ImageStore store;
    private final PullListener listener;
    private final int parallel;

    public LayerPuller(BlobFetcher blobs, ImageStore store, PullListener listener, int parallel) {
        this.blobs = blobs;
        this.store = store;
        this.listener = listener;
        this.parallel = parallel;
    }

    /** @param diffIds empty if nothing is to be extracted */
    public void pull(List<Descriptor> layers, List<Digest> diffIds) throws InterruptedException {
        Map<Digest, Optional<Digest>> begun = new HashMap<>();
        List<Digest> chainIds = Layer.chainIds(diffIds);
        try (Workers workers = new Workers("atoll-pull-", parallel, "failed to pull layer")) {
            for (int i = 0; i < layers.size(); i++) {
                Descriptor layer = layers.get(i);
                Optional<Digest> diffId = diffIds.isEmpty() ? Optional.empty() : Optional.of(diffIds.get(i));
                boolean there = store.hasBlob(layer)
                        && (diffId.isEmpty() || store.hasLayer(diffId.get()) || store.hasLayer(chainIds.get(i)));
                boolean cached = there || diffId.equals(begun.get(layer.digest()));
                if (!cached) {
                    workers.awaitFree();
                }
                listener.layer(i + 1, layer, cached);
                if (!cached) {
                    begun.put(layer.digest(), diffId);
                    workers.run(() -> pullOne(layer, diffId));
                }
            }
            workers.await();
        }
    }

    private void pullOne(Descriptor layer, Optional<Digest> diffId) throws InterruptedException {
        try {
            if (diffId.isEmpty()) {
                pullUnused(layer);
            } else if (!blobs.layer(layer, diffId.get(), received -> listener.received(layer, received))) {
                extract(layer, diffId.get());
            }
            // Extracted on its way, or to be extracted on top of the layers below it, when all are there: see
            // ImagePull.
            listener.complete(layer);
        } catch (AtollException e) {
            boolean foreign = ManifestTypes.isForeign(layer) && layer.urls().isEmpty();
            throw e.code() == ErrorCode.NOT_FOUND && foreign ? foreign(layer, e) : e;
        }
    }

    private static AtollException foreign(Descriptor layer, AtollException e) {
        return new AtollException(
                ErrorCode.UNSUPPORTED,
                "failed to pull layer %s: it is of type '%s', which only its vendor may distribute, and the registry does not have it; get it there and push it to a registry of your own"
                        .formatted(layer.digest(), Redact.text(layer.mediaType())),
                e);
    }

    /** What does not run here is kept to be passed on, and what is elsewhere by its nature is not passed on. */
    private void pullUnused(Descriptor layer) throws InterruptedException {
        try {
            blobs.fromRegistry(layer, "layer", received -> listener.received(layer, received));
        } catch (AtollException e) {
            if (e.code() != ErrorCode.NOT_FOUND || layer.urls().isEmpty()) {
                throw e;
            }
            listener.warning("layer %s was left where it is: the registry does not have it, and it is not needed here"
                    .formatted(layer.digest()));
        }
    }

    private void extract(Descriptor layer, Digest diffId) {
        try {
            store.layer(layer, diffId);
        } catch (AtollException e) {
            if (e.code() == ErrorCode.CONFLICT) {
                return;
            }
            throw new AtollException(
                    e.code(), "failed to extract layer %s: %s".formatted(layer.digest(), e.getMessage()), e);
        }
    }
}
