package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.registry.PullListener;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.registry.internal.http.Redact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
        // Platform threads: extracting is long work in system calls, which would hold the few carriers of virtual ones.
        ExecutorService threads = Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().name("atoll-pull-", 0).daemon().factory());
        ExecutorCompletionService<Descriptor> completion = new ExecutorCompletionService<>(threads);
        Map<Digest, Optional<Digest>> begun = new HashMap<>();
        List<Digest> chainIds = Layer.chainIds(diffIds);
        int running = 0;
        try {
            for (int i = 0; i < layers.size(); i++) {
                Descriptor layer = layers.get(i);
                Optional<Digest> diffId = diffIds.isEmpty() ? Optional.empty() : Optional.of(diffIds.get(i));
                boolean there = store.hasBlob(layer)
                        && (diffId.isEmpty() || store.hasLayer(diffId.get()) || store.hasLayer(chainIds.get(i)));
                boolean cached = there || diffId.equals(begun.get(layer.digest()));
                if (!cached && running == parallel) {
                    await(completion);
                    running--;
                }
                listener.layer(i + 1, layer, cached);
                if (!cached) {
                    begun.put(layer.digest(), diffId);
                    completion.submit(() -> pullOne(layer, diffId));
                    running++;
                }
            }
            while (running > 0) {
                await(completion);
                running--;
            }
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    private Descriptor pullOne(Descriptor layer, Optional<Digest> diffId) throws InterruptedException {
        try {
            if (diffId.isEmpty()) {
                blobs.fetch(layer, "layer", received -> listener.received(layer, received));
            } else if (!blobs.layer(layer, diffId.get(), received -> listener.received(layer, received))) {
                extract(layer, diffId.get());
            }
            // Extracted on its way, or to be extracted on top of the layers below it, when all are there: see
            // ImagePull.
            listener.complete(layer);
            return layer;
        } catch (AtollException e) {
            throw e.code() == ErrorCode.NOT_FOUND && ManifestTypes.isForeign(layer) ? foreign(layer, e) : e;
        }
    }

    private static AtollException foreign(Descriptor layer, AtollException e) {
        String where = layer.urls().isEmpty() ? "" : ": " + Redact.text(String.join(" ", layer.urls()));
        return new AtollException(
                ErrorCode.UNSUPPORTED,
                "failed to pull layer %s: it is of type '%s', which only its vendor may distribute, and the registry does not have it; get it there and push it to a registry of your own%s"
                        .formatted(layer.digest(), Redact.text(layer.mediaType()), where),
                e);
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

    private static void await(ExecutorCompletionService<Descriptor> completion) throws InterruptedException {
        Future<Descriptor> done = completion.take();
        try {
            done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AtollException(ErrorCode.UNAVAILABLE, "failed to pull layer: " + e.getCause(), e);
        }
    }

    /** Nothing of a pull goes on behind the caller's back; the interruption it may have had is kept for it. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
