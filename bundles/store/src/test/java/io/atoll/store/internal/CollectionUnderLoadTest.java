package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Contract W32: engines pull, name, run containers, remove and collect on one store, all at once. Whoever holds a lease or has a name finds everything of
 * it at every moment; and when all have given up what they held, nothing is left.
 */
@Timeout(300)
class CollectionUnderLoadTest extends StoreTest {
    /** Another engine. */
    public static void main(String[] arguments) throws Exception {
        FileImageStore store = new FileImageStore(new StoreSettings(Path.of(arguments[0])), new JnaSyscalls());
        new Worker(store, Integer.parseInt(arguments[1])).run(Integer.parseInt(arguments[2]));
        store.close();
    }

    /** An image of this content, as a registry has it. */
    private static final class Remote {
        final byte[] layer;
        final byte[] tar;
        final byte[] config;
        final byte[] manifest;

        Remote(byte[] layer, byte[] tar, byte[] config, byte[] manifest) {
            this.layer = layer;
            this.tar = tar;
            this.config = config;
            this.manifest = manifest;
        }

        static Remote of(String content) {
            byte[] tar = new TarBuilder().directory("d").file("d/f", content).build();
            byte[] layer = TestImages.gzip(tar);
            byte[] config = """
                    {"architecture":"%s","os":"linux","rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(Platform.host().architecture(), TestImages.sha256(tar))
                    .getBytes(StandardCharsets.UTF_8);
            byte[] manifest = """
                    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
                    "layers":[{"mediaType":"%s","digest":"%s","size":%d}]}""".formatted(
                            MediaTypes.OCI_MANIFEST,
                            MediaTypes.OCI_CONFIG,
                            TestImages.sha256(config),
                            config.length,
                            MediaTypes.OCI_LAYER_GZIP,
                            TestImages.sha256(layer),
                            layer.length)
                    .getBytes(StandardCharsets.UTF_8);
            return new Remote(layer, tar, config, manifest);
        }

        List<Digest> digests() {
            return List.of(
                    TestImages.sha256(layer),
                    TestImages.sha256(tar),
                    TestImages.sha256(config),
                    TestImages.sha256(manifest));
        }
    }

    /** Does what an engine does, on images that it shares with the others, and checks that nothing is taken from it. */
    private record Worker(FileImageStore store, int number) {
        void run(int rounds) throws Exception {
            Random random = new Random(number);
            for (int i = 0; i < rounds; i++) {
                Remote remote = Remote.of("content " + random.nextInt(6));
                Reference name = Reference.parse("app%d:%d".formatted(number, i % 3));
                StoredImage image = pull(remote, name, random);
                whole(remote, "it has a name");
                try (Lease container = store.lease(
                        "container/%d-%d".formatted(number, i), image.config().diffIds())) {
                    assertEquals(1, container.digests().size());
                    if (store.hasLayer(image.config().diffIds().getFirst())) {
                        store.remove(image);
                        store.collectGarbage();
                        assertTrue(store.hasLayer(TestImages.sha256(remote.tar)), "a container is using it");
                    } else {
                        throw new AssertionError("an image with a name lost its layer");
                    }
                }
            }
            store.images().stream()
                    .filter(image -> image.reference().repository().equals("app" + number))
                    .forEach(store::remove);
        }

        private StoredImage pull(Remote remote, Reference name, Random random) throws Exception {
            String owner = "pull/%d".formatted(number);
            try (Lease lease = store.lease(owner, remote.digests(), Duration.ofMinutes(30))) {
                assertEquals(4, lease.digests().size());
                fetch(MediaTypes.OCI_CONFIG, remote.config);
                Descriptor layer = fetch(MediaTypes.OCI_LAYER_GZIP, remote.layer);
                store.layer(layer, TestImages.sha256(remote.tar));
                if (random.nextInt(4) == 0) {
                    store.collectGarbage();
                }
                Descriptor manifest = fetch(MediaTypes.OCI_MANIFEST, remote.manifest);
                whole(remote, "it is leased");
                return store.tag(name, manifest);
            }
        }

        private Descriptor fetch(String mediaType, byte[] content) throws Exception {
            Descriptor blob = new Descriptor(mediaType, TestImages.sha256(content), content.length);
            store.<IOException>exclusively(blob.digest(), () -> {
                if (!store.hasBlob(blob)) {
                    TestImages.blob(store, mediaType, content);
                }
            });
            return blob;
        }

        private void whole(Remote remote, String why) {
            for (byte[] blob : List.of(remote.config, remote.layer, remote.manifest)) {
                assertTrue(store.hasBlob(new Descriptor("", TestImages.sha256(blob), blob.length)), why);
            }
            assertTrue(store.hasLayer(TestImages.sha256(remote.tar)), why);
        }
    }

    private void assertNothingIsLeft() throws IOException {
        store.collectGarbage();
        assertEquals(0, count(root.resolve("images/blobs/sha256")));
        assertEquals(0, count(root.resolve("layers")));
        assertEquals(0, count(root.resolve("leases")));
        assertEquals(List.of(), store.images());
        assertTrue(count(root.resolve("tmp")) <= 1, "only this engine's own directory is left");
    }

    @Test
    @DisplayName("W32: eight engines and a collector on one store")
    void engines() throws Exception {
        List<Process> engines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            engines.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx64m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CollectionUnderLoadTest.class.getName(),
                            root.toString(),
                            Integer.toString(i),
                            "12")
                    .inheritIO()
                    .start());
        }
        for (Process engine : engines) {
            while (!engine.waitFor(5, TimeUnit.MILLISECONDS)) {
                store.collectGarbage();
                store.contents(item -> {});
            }
        }
        engines.forEach(engine -> assertEquals(0, engine.exitValue()));
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("W32: threads and a collector on one store")
    void threads() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
            Future<?> collector = threads.submit(() -> {
                while (!done.get()) {
                    store.collectGarbage();
                }
            });
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                workers.add(threads.submit(() -> {
                    new Worker(store, number).run(30);
                    return number;
                }));
            }
            try {
                for (Future<?> worker : workers) {
                    worker.get();
                }
            } finally {
                done.set(true);
            }
            collector.get();
        }
        assertNothingIsLeft();
    }

    @Test
    void aCollectionWhileALayerIsExtractedTakesNothingOfIt() throws Exception {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 3000; i++) {
            tar.file("file" + i, "content " + i);
        }
        byte[] archive = tar.build();
        StoredImage image = TestImages.image(store, "big", List.of(archive));
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<Integer> collections = threads.submit(() -> {
                int count = 0;
                while (!done.get() || count == 0) {
                    assertEquals(0, other.collectGarbage().bytes());
                    count++;
                }
                return count;
            });
            Path layer = store.layer(
                            image.manifest().layers().getFirst(),
                            image.config().diffIds().getFirst())
                    .directory();
            assertEquals(3000, count(layer));
            done.set(true);
            assertTrue(collections.get() > 0);
            assertEquals(3000, count(layer));
        }
        assertTrue(Files.isDirectory(root.resolve("layers")));
        other.close();
    }
}
