package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract W32: what many want at once is made once, in one engine and in several. */
@Timeout(120)
class SingleFlightTest extends StoreTest {
    private static final int CALLERS = 8;
    private static final byte[] TAR = tar();

    private static byte[] tar() {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 500; i++) {
            tar.file("file" + i, "content " + i);
        }
        return tar.build();
    }

    /** Another engine: waits for the start, then does one thing and notes it if it really did it. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Path notes = Path.of(arguments[1]);
        FileImageStore store = noting(root, notes);
        while (!Files.exists(notes.resolveSibling("go"))) {
            Thread.sleep(1);
        }
        Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER, TestImages.sha256(TAR), TAR.length);
        if (arguments[2].equals("layer")) {
            store.layer(blob, TestImages.sha256(TAR));
        } else {
            fetch(store, blob, notes);
        }
        store.close();
    }

    /** Notes each extraction that is put in place. */
    private static FileImageStore noting(Path root, Path notes) {
        WatchedDisk disk = new WatchedDisk(
                to -> {
                    if (to.startsWith(root.resolve("layers"))) {
                        note(notes);
                    }
                },
                path -> {});
        return new FileImageStore(new StoreSettings(root), new JnaSyscalls(), disk);
    }

    private static void note(Path notes) throws IOException {
        Files.writeString(notes, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** As a registry client does it. */
    private static void fetch(FileImageStore store, Descriptor blob, Path notes) throws IOException {
        store.<IOException>exclusively(blob.digest(), () -> {
            if (!store.hasBlob(blob)) {
                note(notes);
                TestImages.blob(store, blob.mediaType(), TAR);
            }
        });
    }

    private Path notes() {
        return temporary.resolve("notes");
    }

    private void processes(String what) throws Exception {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx64m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SingleFlightTest.class.getName(),
                            root.toString(),
                            notes().toString(),
                            what)
                    .inheritIO()
                    .start());
        }
        Files.writeString(temporary.resolve("go"), "");
        for (Process process : all) {
            assertTrue(process.waitFor(100, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        }
        assertEquals("x", Files.readString(notes()), "once");
    }

    @Test
    @DisplayName("W32: a layer unpacked by 8 engines is unpacked once")
    void enginesExtractALayerOnce() throws Exception {
        layer(TAR);
        processes("layer");
        assertTrue(store.hasLayer(TestImages.sha256(TAR)));
        assertEquals(1, count(root.resolve("layers")));
    }

    @Test
    @DisplayName("W32: a blob fetched by 8 engines is fetched once")
    void enginesFetchABlobOnce() throws Exception {
        Files.createDirectories(root);
        processes("blob");
        assertEquals(1, count(root.resolve("images/blobs/sha256")));
    }

    @Test
    @DisplayName("W32: a layer unpacked by 8 callers is unpacked once")
    void threadsExtractALayerOnce() throws Exception {
        FileImageStore its = noting(root, notes());
        Descriptor blob = layer(TAR);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Path>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < CALLERS; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return its.layer(blob, TestImages.sha256(TAR)).directory();
                }));
            }
            start.countDown();
        }
        for (Future<Path> one : all) {
            assertEquals(500, count(one.get()));
        }
        assertEquals("x", Files.readString(notes()));
        its.close();
    }

    @Test
    void differentDigestsDoNotWaitForEachOther() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (String hex : List.of("aa", "bb")) {
                Digest digest = Digest.sha256(hex.repeat(32));
                all.add(threads.submit(() -> {
                    store.<InterruptedException>exclusively(digest, () -> {
                        both.countDown();
                        both.await();
                    });
                    return digest;
                }));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertEquals(0, both.getCount());
    }

    @Test
    void whoFailsLetsTheNextOneTry() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Digest digest = digest(1);
        for (int i = 0; i < 2; i++) {
            try {
                store.<IOException>exclusively(digest, () -> {
                    tries.incrementAndGet();
                    throw new IOException("cut");
                });
            } catch (IOException e) {
                assertEquals("cut", e.getMessage());
            }
        }
        assertEquals(2, tries.get());
    }

    @Test
    void whoIsInterruptedStopsWaiting() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls, new LocalDisk());
        Thread holder = Thread.ofPlatform().start(() -> {
            try {
                other.<InterruptedException>exclusively(digest(1), () -> {
                    held.countDown();
                    release.await();
                });
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        held.await();
        Thread.currentThread().interrupt();
        assertFails(
                ErrorCode.UNAVAILABLE,
                () -> store.exclusively(digest(1), () -> {
                    throw new AssertionError("not while somebody else does");
                }));
        assertTrue(Thread.interrupted());
        release.countDown();
        holder.join();
        AtomicInteger ran = new AtomicInteger();
        store.exclusively(digest(1), ran::incrementAndGet);
        assertEquals(1, ran.get());
        assertFalse(Thread.interrupted());
        other.close();
    }
}
