package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Layer;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.testing.Requires;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All layers of an image at once, and those that depend on what is below them. */
class ImageLayersTest extends StoreTest {
    private List<Layer> layers(byte[]... archives) {
        return store.layers(TestImages.image(store, "app", List.of(archives)));
    }

    @Test
    @DisplayName("S2.9 S2.16 all layers, bottom first, each extracted once; ordinary ones under their diff-ids (W45)")
    void ordinary() throws IOException {
        List<byte[]> archives = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            archives.add(new TarBuilder()
                    .directory("d")
                    .file("d/f" + i, "content " + i)
                    .build());
        }
        archives.add(archives.getFirst());
        StoredImage image = TestImages.image(store, "app", archives);
        List<Layer> first = store.layers(image);
        assertEquals(
                archives.stream().map(TestImages::sha256).toList(),
                first.stream().map(Layer::key).toList());
        List<Object> inodes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            assertTrue(Files.exists(first.get(i).directory().resolve("d/f" + i)));
            inodes.add(Files.getAttribute(first.get(i).directory(), "unix:ino"));
        }
        List<Layer> again = store.layers(image);
        assertEquals(first, again);
        for (int i = 0; i < 7; i++) {
            assertEquals(inodes.get(i), Files.getAttribute(again.get(i).directory(), "unix:ino"));
        }
        assertEquals(7, count(root.resolve("layers")));
    }

    @Test
    @DisplayName("a hard link to a lower layer's file is a copy of what a mount would show, under the chain-id")
    void linkIntoLowerLayers() throws IOException {
        byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] bottom = new TarBuilder()
                .directory("d")
                .file("d/a", "bottom")
                .file("d/deleted", "deleted")
                .file("opaque/hidden", "hidden")
                .symlink("s", "somewhere")
                .fifo("fifo")
                .build();
        byte[] middle = new TarBuilder()
                .owner(12, 34)
                .mode(04711)
                .pax("mtime", "1500000000.123456789")
                .pax("SCHILY.xattr.security.capability", capability)
                .pax("SCHILY.xattr.user.x", "x")
                .file("d/a", "middle")
                .file("d/.wh.deleted", "")
                .directory("opaque")
                .file("opaque/.wh..wh..opq", "")
                .build();
        byte[] top = new TarBuilder()
                .hardLink("b", "d/a")
                .hardLink("d/c", "d/a")
                .hardLink("s2", "s")
                .hardLink("fifo2", "fifo")
                .build();
        List<Layer> layers = layers(bottom, middle, top);
        List<Digest> chain =
                Layer.chainIds(List.of(TestImages.sha256(bottom), TestImages.sha256(middle), TestImages.sha256(top)));
        assertEquals(TestImages.sha256(middle), layers.get(1).key());
        assertEquals(chain.getLast(), layers.getLast().key());
        assertEquals(
                TestImages.sha256((chain.get(1) + " " + TestImages.sha256(top)).getBytes(StandardCharsets.US_ASCII)),
                chain.getLast());
        assertFalse(store.hasLayer(TestImages.sha256(top)));
        Path tree = layers.getLast().directory();
        assertEquals("middle", Files.readString(tree.resolve("b")));
        assertEquals(
                Files.getAttribute(tree.resolve("b"), "unix:ino"), Files.getAttribute(tree.resolve("d/c"), "unix:ino"));
        assertEquals(2, Files.getAttribute(tree.resolve("b"), "unix:nlink"));
        var status =
                syscalls.statat(Syscalls.AT_FDCWD, tree.resolve("b").toString().getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(12, 34, 04711), List.of(status.uid(), status.gid(), status.mode() & 07777));
        assertEquals(List.of(1_500_000_000L, 123_456_789L), List.of(status.mtimeSeconds(), (long)
                status.mtimeNanoseconds()));
        assertArrayEquals(
                capability,
                syscalls.lgetxattr(tree.resolve("b"), "security.capability".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(Files.isSymbolicLink(tree.resolve("s2")));
        assertEquals(Path.of("somewhere"), Files.readSymbolicLink(tree.resolve("s2")));
        assertNothingTemporary();

        for (String hidden : List.of("d/deleted", "opaque/hidden", "d", "nowhere", "s/x")) {
            byte[] bad = new TarBuilder().hardLink("x", hidden).build();
            AtollException refused = assertFails(ErrorCode.INVALID, () -> layers(bottom, middle, bad));
            assertTrue(String.valueOf(refused.getMessage()).contains("'" + hidden + "'"), refused.getMessage());
        }
    }

    @Test
    void copiesKeepHoles() throws IOException {
        byte[] bottom = new TarBuilder()
                .pax("GNU.sparse.major", "0")
                .pax("GNU.sparse.minor", "1")
                .pax("GNU.sparse.size", "50000000")
                .pax("GNU.sparse.numblocks", "2")
                .pax("GNU.sparse.map", "10000000,4096,49999996,4")
                .file("sparse", new byte[4100])
                .build();
        Path tree = layers(bottom, new TarBuilder().hardLink("copy", "sparse").build())
                .getLast()
                .directory();
        assertEquals(50_000_000, Files.size(tree.resolve("copy")));
        var status = syscalls.statat(
                Syscalls.AT_FDCWD, tree.resolve("copy").toString().getBytes(StandardCharsets.UTF_8));
        assertTrue(status.blocks() < 100, () -> status.toString());
    }

    @Test
    @DisplayName("a directory that the archive does not list looks as the lower layers have it")
    void unlistedDirectories() throws IOException {
        Requires.root();
        byte[] bottom = new TarBuilder()
                .owner(7, 8)
                .mode(01770)
                .pax("SCHILY.xattr.user.x", "x")
                .directory("special")
                .owner(0, 0)
                .mode(0755)
                .directory("usual")
                .build();
        byte[] usual = new TarBuilder().file("usual/f", "f").build();
        byte[] special = new TarBuilder().file("special/f", "f").build();
        byte[] listed = new TarBuilder()
                .file("special/g", "g")
                .mode(0700)
                .directory("special")
                .build();
        StoredImage image = TestImages.image(store, "app", List.of(bottom, usual, special, listed));
        List<Layer> layers = store.layers(image);
        assertEquals(TestImages.sha256(usual), layers.get(1).key());
        assertNotEquals(TestImages.sha256(special), layers.get(2).key());
        assertEquals(TestImages.sha256(listed), layers.get(3).key());
        assertTrue(TreeListing.of(syscalls, layers.get(2).directory())
                .contains("/special 41770 7:8 1000000000.000000000 {user.x=78}\n"));
        try (Overlays mounted = new Overlays(temporary, layers.subList(0, 3))) {
            assertTrue(TreeListing.of(syscalls, mounted.mountpoint()).contains("/special 41770 7:8"));
        }
        // And in an engine that did not extract them itself.
        FileImageStore second = new FileImageStore(new StoreSettings(root), syscalls);
        assertEquals(layers, second.layers(image));
        second.close();
        // On something else the same layer is another.
        assertEquals(TestImages.sha256(special), layers(usual, special).get(1).key());
    }

    @Test
    @DisplayName("garbage collection keeps what images and leases need, by diff-id or chain-id")
    void chainKeyedLayersAreKept() throws IOException {
        byte[] bottom = new TarBuilder().file("a", "a").build();
        byte[] top = new TarBuilder().hardLink("b", "a").build();
        StoredImage image = TestImages.image(store, "app", List.of(bottom, top));
        Digest key = store.layers(image).getLast().key();
        store.collectGarbage();
        assertTrue(store.layer(key).isPresent());
        Lease lease = store.lease("container/x", Set.of(key));
        store.remove(image);
        assertTrue(store.hasLayer(key));
        assertFalse(store.hasLayer(TestImages.sha256(bottom)));
        lease.close();
        store.collectGarbage();
        assertFalse(store.hasLayer(key));
        assertEquals(0, count(root.resolve("layers")));
    }

    @Test
    void nothingIsLeftOfNotes() throws IOException {
        StoredImage image = TestImages.image(
                store, "app", List.of(new TarBuilder().file("d/f", "").build()));
        store.layers(image);
        assertEquals(2, count(root.resolve("layers")), "the layer, and what has to be remembered of it");
        store.remove(image);
        assertEquals(0, count(root.resolve("layers")));
    }

    @Test
    void theFirstFailureIsTold() throws Exception {
        List<byte[]> archives = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            byte[] data = new byte[3_000_000];
            random.nextBytes(data);
            archives.add(new TarBuilder().file("f" + i, data).build());
        }
        archives.add(1, new TarBuilder().file("../escape", "").build());
        StoredImage image = TestImages.image(store, "app", archives);
        AtollException e = assertFails(ErrorCode.INVALID, () -> store.layers(image));
        assertTrue(String.valueOf(e.getMessage()).contains("'../escape'"), e.getMessage());
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains(image.manifest().layers().get(1).digest().toString()),
                e.getMessage());
        assertFalse(Thread.interrupted());
        assertNothingTemporary();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("atoll-extract")) {
                // It has no more work; its last breath may take a moment.
                thread.join(10_000);
                assertFalse(thread.isAlive());
            }
        }
    }

    @Test
    void interruptionEndsIt() throws Exception {
        List<byte[]> archives = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            TarBuilder many = new TarBuilder();
            for (int k = 0; k < 20_000; k++) {
                many.file("f" + i + "-" + k, "");
            }
            archives.add(many.build());
        }
        StoredImage image = TestImages.image(store, "app", archives);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> still = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            begun.countDown();
            try {
                store.layers(image);
            } catch (AtollException e) {
                thrown.set(e);
            }
            still.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        thread.interrupt();
        thread.join(60_000);
        assertFalse(thread.isAlive());
        assertTrue(
                thrown.get() instanceof AtollException e && e.code() == ErrorCode.UNAVAILABLE,
                String.valueOf(thrown.get()));
        assertEquals(true, still.get());
        assertEquals(0, count(root.resolve("layers")));
        assertEquals(2, store.layers(image).size());
    }

    @Test
    void missingBlobsAreTold() throws IOException {
        StoredImage image = TestImages.image(
                store,
                "app",
                List.of(
                        new TarBuilder().file("a", "").build(),
                        new TarBuilder().file("b", "").build()));
        Files.delete(root.resolve("images/blobs/sha256")
                .resolve(image.manifest().layers().getLast().digest().hex()));
        AtollException e = assertFails(ErrorCode.NOT_FOUND, () -> store.layers(image));
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains(image.manifest().layers().getLast().digest().toString()),
                e.getMessage());
        assertTrue(Files.exists(root.resolve("layers"), LinkOption.NOFOLLOW_LINKS));
    }
}
