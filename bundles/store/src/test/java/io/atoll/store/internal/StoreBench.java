package io.atoll.store.internal;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.posix.Trees;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what is on the path of {@code run}, and extraction. By hand: {@code java -cp … StoreBench DIRECTORY [LAYER.tar.gz LAYER.tar]}.
 */
final class StoreBench {
    private StoreBench() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        FileImageStore store = new FileImageStore(new StoreSettings(root), new JnaSyscalls());
        StoredImage image = TestImages.image(
                store,
                "docker.io/library/app:1",
                List.of(new TarBuilder().file("f", "x").build()));
        int images = Integer.getInteger("images", 100);
        for (int i = 0; i < images; i++) {
            store.tag(Reference.parse("docker.io/library/other:" + i), image.descriptor());
        }
        Reference name = Reference.parse("app:1");
        micros("find, warm", 5000, () -> store.find(name).orElseThrow());
        micros("images, warm", 50, store::images);
        micros("lease + close", 3000, () -> {
            try (Lease lease =
                    store.lease("container/0123456789abcdef", image.config().diffIds())) {
                return lease.owner();
            }
        });
        micros(
                "layer, extracted",
                3000,
                () -> store.hasLayer(image.config().diffIds().getFirst()));
        micros("tag", 20, () -> store.tag(Reference.parse("x:1"), image.descriptor()));
        if (arguments.length > 2) {
            Path file = Path.of(arguments[1]);
            Descriptor descriptor = new Descriptor(MediaTypes.OCI_LAYER_GZIP, digest(file), Files.size(file));
            Digest diffId = digest(Path.of(arguments[2]));
            try (BlobWriter writer = store.newBlob(descriptor);
                    InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    writer.write(ByteBuffer.wrap(buffer, 0, read));
                }
                writer.commit();
            }
            for (int i = 0; i < Integer.getInteger("rounds", 5); i++) {
                long start = System.nanoTime();
                Path tree = store.layer(descriptor, diffId).directory();
                System.out.printf("extract: %d ms%n", (System.nanoTime() - start) / 1_000_000);
                Trees.remove(tree);
            }
        }
        store.close();
    }

    private static Digest digest(Path file) throws IOException {
        String sum = Shell.run("sha256sum", file.toString());
        return Digest.sha256(sum.substring(0, 64));
    }

    private static void micros(String what, int rounds, Body body) throws IOException {
        long[] times = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            Object result = body.run();
            times[i] = System.nanoTime() - start;
            if (result == null) {
                throw new IOException("no result");
            }
        }
        Arrays.sort(times);
        System.out.printf("%s: median %.1f us, best %.1f us%n", what, times[rounds / 2] / 1000.0, times[0] / 1000.0);
    }

    private interface Body {
        Object run() throws IOException;
    }
}
