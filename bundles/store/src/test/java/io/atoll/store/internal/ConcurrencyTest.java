package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract W32: threads and processes on one store lose nothing of each other's. */
@Timeout(120)
class ConcurrencyTest extends StoreTest {
    private static final byte[] LAYER = new TarBuilder().file("f", "x").build();

    /** Another process: tags as many images as it is told, on the store it is told. */
    public static void main(String[] arguments) {
        FileImageStore store = new FileImageStore(new StoreSettings(Path.of(arguments[0])), new JnaSyscalls());
        if (arguments[1].equals("hang")) {
            hang(store);
        }
        StoredImage image = TestImages.image(store, arguments[1] + ":first", List.of(LAYER));
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            store.tag(Reference.parse(arguments[1] + ":" + i), image.descriptor());
            store.collectGarbage();
        }
        store.close();
    }

    /** Dies, killed, in the middle of a blob and holding the lock of the index. */
    private static void hang(FileImageStore store) {
        BlobWriter writer = store.newBlob(new Descriptor("text/plain", digest(1), 1 << 20));
        writer.write(ByteBuffer.wrap(new byte[1000]));
        StoredImage image = TestImages.image(store, "hang", List.of(LAYER));
        while (true) {
            store.tag(Reference.parse("hang"), image.descriptor());
        }
    }

    @Test
    void aKilledEngineLeavesNothingBehind() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process process = spawn("hang", 0);
            while (store.find(Reference.parse("hang")).isEmpty()) {
                Thread.sleep(5);
            }
            Thread.sleep(20L * round);
            process.destroyForcibly().waitFor();
            StoredImage image = store.find(Reference.parse("hang")).orElseThrow();
            store.collectGarbage();
            assertTrue(count(root.resolve("tmp")) <= 1, "only this engine's own directory is left");
            store.remove(image);
            assertEquals(0, count(root.resolve("images/blobs/sha256")));
        }
    }

    private Process spawn(String name, int count) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConcurrencyTest.class.getName(),
                        root.toString(),
                        name,
                        Integer.toString(count))
                .inheritIO()
                .start();
    }

    @Test
    void processesLoseNoUpdate() throws Exception {
        Process one = spawn("one", 60);
        Process two = spawn("two", 60);
        StoredImage image = TestImages.image(store, "three:first", List.of(LAYER));
        for (int i = 0; i < 60; i++) {
            store.tag(Reference.parse("three:" + i), image.descriptor());
        }
        assertTrue(one.waitFor(100, TimeUnit.SECONDS) && two.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, one.exitValue());
        assertEquals(0, two.exitValue());
        assertEquals(3 * 61, store.images().size());
        assertTrue(store.images().stream().allMatch(its -> its.problem() == null));
    }

    @Test
    void threadsLoseNoUpdate() throws Exception {
        StoredImage image = TestImages.image(store, "app:first", List.of(LAYER));
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                all.add(threads.submit(() -> store.tag(Reference.parse("app:" + number), image.descriptor())));
                all.add(threads.submit(
                        () -> store.find(Reference.parse("app:first")).orElseThrow()));
            }
        }
        for (Future<?> future : all) {
            future.get();
        }
        assertEquals(101, store.images().size());
    }

    @Test
    void whatIsLeasedFirstIsNeverCollected() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Future<?> collector = threads.submit(() -> {
                FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
                for (int i = 0; i < 300; i++) {
                    other.collectGarbage();
                }
                other.close();
            });
            List<Future<?>> pulls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                pulls.add(threads.submit(() -> pull(number)));
            }
            for (Future<?> pull : pulls) {
                pull.get();
            }
            collector.get();
        }
    }

    /** What a registry client does: lease, write what is missing, extract, name, give up the lease; then remove. */
    private void pull(int number) {
        for (int i = 0; i < 20; i++) {
            byte[] tar = new TarBuilder()
                    .file("f", "content %d %d".formatted(number, i))
                    .build();
            byte[] blob = TestImages.gzip(tar);
            String name = "app%d:%d".formatted(number, i);
            StoredImage image;
            try (Lease lease = store.lease("pull/" + name, List.of(TestImages.sha256(blob), TestImages.sha256(tar)))) {
                image = leased(name, tar, lease);
            }
            store.layer(
                    image.manifest().layers().getFirst(),
                    image.config().diffIds().getFirst());
            store.remove(image);
        }
    }

    private StoredImage leased(String name, byte[] tar, Lease lease) {
        assertEquals("pull/" + name, lease.owner());
        // The test's own manifest and configuration have no lease: under it they may be collected and are written
        // again.
        while (true) {
            try {
                return TestImages.image(store, name, List.of(tar));
            } catch (io.atoll.api.AtollException e) {
                assertEquals(io.atoll.api.ErrorCode.NOT_FOUND, e.code());
            }
        }
    }
}
