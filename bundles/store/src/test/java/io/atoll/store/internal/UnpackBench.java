package io.atoll.store.internal;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.store.StoredImage;
import io.atoll.posix.internal.JnaSyscalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Extracts the layers of a store's only image, as the engine does it, for {@code bench/unpack}: {@code java -cp … UnpackBench ROOT THREADS}. For each line
 * on standard input all layers once; answers with the milliseconds it took. Whoever asks removes the layers before asking again.
 *
 * <p>Or one layer, {@code ROOT layer DIGEST SIZE DIFF-ID}.
 */
final class UnpackBench {
    private UnpackBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        FileImageStore store = new FileImageStore(new StoreSettings(Path.of(arguments[0])), new JnaSyscalls());
        if (arguments[1].equals("layer")) {
            layer(store, arguments);
            return;
        }
        StoredImage image = store.images().getFirst();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[1]))) {
            while (requests.readLine() != null) {
                long start = System.nanoTime();
                unpack(store, image, threads);
                System.out.println((System.nanoTime() - start) / 1_000_000);
            }
        } finally {
            store.close();
        }
    }

    private static void layer(FileImageStore store, String[] arguments) {
        long start = System.nanoTime();
        Descriptor blob =
                new Descriptor(MediaTypes.OCI_LAYER_GZIP, Digest.parse(arguments[2]), Long.parseLong(arguments[3]));
        store.layer(blob, Digest.parse(arguments[4]));
        System.out.println((System.nanoTime() - start) / 1_000_000);
        store.close();
    }

    private static void unpack(FileImageStore store, StoredImage image, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        List<Future<?>> layers = new ArrayList<>();
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            Descriptor blob = image.manifest().layers().get(i);
            Digest diffId = image.config().diffIds().get(i);
            layers.add(threads.submit(() -> store.layer(blob, diffId)));
        }
        for (Future<?> layer : layers) {
            layer.get();
        }
    }
}
