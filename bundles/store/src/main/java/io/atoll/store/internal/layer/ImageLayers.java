package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All layers of an image: those that are not there are extracted, several at once, each by itself; then, from the bottom up, those that need to know what
 * is below them.
 */
public final class ImageLayers {
    private static final int FEWEST_THREADS = 2;

    private final LayerStore layers;
    private final int threads;

    public ImageLayers(LayerStore layers) {
        this.layers = layers;
        this.threads = Math.max(FEWEST_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** @return bottom first */
    public List<Layer> get(StoredImage image) {
        List<Descriptor> blobs = image.manifest().layers();
        List<Digest> diffIds = image.config().diffIds();
        if (blobs.size() != diffIds.size()) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "the image '%s' has %d layers but its configuration names %d"
                            .formatted(image.reference(), blobs.size(), diffIds.size()));
        }
        List<Digest> chain = Layer.chainIds(diffIds);
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < blobs.size(); i++) {
            if (layers.get(diffIds.get(i), chain.get(i)).isEmpty()) {
                missing.add(i);
            }
        }
        extract(missing, blobs, diffIds);
        return settle(blobs, diffIds, chain);
    }

    private List<Layer> settle(List<Descriptor> blobs, List<Digest> diffIds, List<Digest> chain) {
        List<Layer> all = new ArrayList<>(blobs.size());
        for (int i = 0; i < blobs.size(); i++) {
            Digest diffId = diffIds.get(i);
            Digest chainId = chain.get(i);
            Optional<Layer> there = layers.get(diffId, chainId);
            List<Path> lowers = all.stream().map(Layer::directory).toList();
            Descriptor blob = blobs.get(i);
            all.add(there.orElseGet(() -> layers.get(blob, diffId, chainId, lowers)));
        }
        return List.copyOf(all);
    }

    private void extract(List<Integer> missing, List<Descriptor> blobs, List<Digest> diffIds) {
        if (missing.size() < FEWEST_THREADS) {
            missing.forEach(i -> extract(blobs.get(i), diffIds.get(i)));
            return;
        }
        // Platform threads: extracting is long work in system calls, which would hold the few carriers of virtual ones.
        ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(threads, missing.size()),
                Thread.ofPlatform().name("atoll-extract-", 0).daemon().factory());
        try {
            ExecutorCompletionService<@Nullable Layer> completion = new ExecutorCompletionService<>(pool);
            for (int i : missing) {
                completion.submit(() -> extract(blobs.get(i), diffIds.get(i)));
            }
            for (int i = 0; i < missing.size(); i++) {
                var unused = completion.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.of(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } finally {
            end(pool);
        }
    }

    private @Nullable Layer extract(Descriptor blob, Digest diffId) {
        try {
            return layers.get(blob, diffId);
        } catch (LowersNeeded e) {
            // Its turn comes when they are there.
            return null;
        }
    }

    /** Nothing goes on behind the caller's back; the interruption it may have had is kept for it. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
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
