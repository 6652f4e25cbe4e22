package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.posix.KernelException;
import io.atoll.api.store.StoredImage;
import io.atoll.testing.RecordingSyscalls;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a file system of 4 MiB. */
class FullDiskTest extends StoreTest {
    private Path disk = Path.of("/nonexistent");

    @BeforeEach
    void mount() throws IOException {
        Requires.root();
        disk = Files.createDirectory(temporary.resolve("disk"));
        Shell.run("mount", "-t", "tmpfs", "-o", "size=4m", "atoll-test", disk.toString());
        root = disk.resolve("store");
        store = new FileImageStore(new StoreSettings(root), syscalls);
    }

    @AfterEach
    void unmount() {
        store.close();
        // Lazily: after a failure something may still be open.
        Shell.run("umount", "-l", disk.toString());
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void fill() throws IOException {
        byte[] some = new byte[4096];
        try (RandomAccessFile file = new RandomAccessFile(disk.resolve("fill").toFile(), "rw")) {
            while (true) {
                file.write(some);
            }
        } catch (IOException e) {
            assertTrue(Objects.toString(e.getMessage()).contains("No space"));
        }
    }

    private void assertTellsFull(AtollException e) {
        String message = Objects.toString(e.getMessage());
        assertTrue(message.contains("No space left on device") && message.contains("is full"), message);
    }

    @Test
    void aBlobThatDoesNotFitLeavesNothing() throws IOException {
        assertTellsFull(assertFails(ErrorCode.KERNEL, () -> TestImages.blob(store, "text/plain", random(5 << 20))));
        assertNothingTemporary();
        TestImages.blob(store, "text/plain", random(1 << 20));
    }

    @Test
    void aLayerThatDoesNotFitLeavesNothing() throws IOException {
        byte[] tar = new TarBuilder()
                .directory("d")
                .file("d/f", new byte[3 << 20])
                .file("d/g", new byte[3 << 20])
                .build();
        Descriptor blob = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(tar));
        assertTellsFull(assertFails(ErrorCode.KERNEL, () -> store.layer(blob, TestImages.sha256(tar))));
        assertNothingTemporary();
        assertFalse(store.hasLayer(TestImages.sha256(tar)));
    }

    @Test
    void imagesCanBeRemovedFromAFullDisk() throws IOException {
        byte[] tar = new TarBuilder().file("f", random(100_000)).build();
        StoredImage image = TestImages.image(store, "app", List.of(tar));
        store.layer(
                image.manifest().layers().getFirst(), image.config().diffIds().getFirst());
        fill();
        var removed = store.remove(image);
        assertEquals(3, removed.blobs());
        assertEquals(List.of(), store.images());
        assertEquals(0, count(root.resolve("layers")));
    }

    @Test
    void imagesWithoutExtractedLayersCanBeRemovedFromAFullDisk() throws IOException {
        byte[] shared = new TarBuilder().file("s", random(100_001)).build();
        byte[] tar = new TarBuilder().file("f", random(100_000)).build();
        StoredImage other = TestImages.image(store, "other", List.of(shared));
        StoredImage image = TestImages.image(store, "app", List.of(shared, tar));
        fill();
        assertEquals(3, store.remove(image).blobs() + 1, "the layer's blob went first, to make room");
        assertEquals(List.of(other), store.images());
        assertTrue(store.hasBlob(other.manifest().layers().getFirst()), "another image needs it");
        assertEquals(3, count(root.resolve("images/blobs/sha256")));
    }

    @Test
    void allImagesCanBePrunedFromAFullDisk() throws IOException {
        byte[] tar = new TarBuilder().file("f", random(100_000)).build();
        StoredImage image = TestImages.image(store, "app", List.of(tar));
        store.tag(io.atoll.api.image.Reference.parse("second"), image.descriptor());
        store.layer(
                image.manifest().layers().getFirst(), image.config().diffIds().getFirst());
        fill();
        long before = DiskUsageOf.tree(root);
        store.prune(its -> true, false, item -> {});
        assertEquals(List.of(), store.images());
        assertEquals(0, count(root.resolve("images/blobs/sha256")));
        assertEquals(0, count(root.resolve("layers")));
        assertTrue(DiskUsageOf.tree(root) < before);
    }

    @Test
    void garbageCanBeCollectedFromAFullDisk() throws IOException {
        byte[] tar = new TarBuilder().file("f", random(100_000)).build();
        Descriptor blob = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(tar));
        store.layer(blob, TestImages.sha256(tar));
        Files.createDirectories(root.resolve("tmp/dead"));
        Files.write(root.resolve("tmp/dead/f"), random(1000));
        fill();
        var told = new java.util.ArrayList<io.atoll.api.store.StoredItem>();
        store.prune(its -> false, true, told::add);
        var removed = store.collectGarbage();
        assertEquals(1, removed.blobs());
        assertEquals(1, removed.layers());
        assertEquals(3, told.size());
        assertEquals(
                told.stream().mapToLong(io.atoll.api.store.StoredItem::bytes).sum(), removed.bytes());
        TestImages.blob(store, "text/plain", random(50_000));
    }

    @Test
    void leasesSayThatTheDiskIsFull() throws IOException {
        Files.createDirectories(root.resolve("leases"));
        fill();
        assertTellsFull(assertFails(ErrorCode.KERNEL, () -> store.lease("x", List.of(digest(1)))));
        assertEquals(0, count(root.resolve("leases")));
    }

    @Test
    void everyFailingCallLeavesNothing() throws IOException {
        byte[] tar = new TarBuilder()
                .directory("d")
                .file("d/f", "x")
                .symlink("l", "f")
                .hardLink("h", "d/f")
                .fifo("p")
                .pax("SCHILY.xattr.trusted.x", "y")
                .file("x", "x")
                .file(".wh.w", "")
                .build();
        Descriptor blob = layer(tar);
        for (String call : List.of(
                "open",
                "openat",
                "openat2",
                "write",
                "mkdirat",
                "mknodat",
                "symlinkat",
                "linkat",
                "fchown",
                "fchmod",
                "fsetxattr",
                "utimensat",
                "lchownat",
                "syncfs",
                "flock")) {
            RecordingSyscalls failing = new RecordingSyscalls(syscalls);
            FileImageStore its = new FileImageStore(new StoreSettings(root), failing);
            failing.fail(call, 1, KernelException.EACCES);
            try {
                its.layer(blob, TestImages.sha256(tar));
                throw new AssertionError(call + " did not fail");
            } catch (AtollException e) {
                assertTrue(Objects.toString(e.getMessage()).contains("injected"), e.getMessage());
            }
            assertNothingTemporary();
            assertFalse(store.hasLayer(TestImages.sha256(tar)), call);
            long opened = failing.calls().stream()
                    .filter(its2 -> its2.startsWith("open"))
                    .count();
            its.close();
            long closed = failing.calls().stream()
                    .filter(its2 -> its2.startsWith("close"))
                    .count();
            assertEquals(opened - (call.startsWith("open") ? 1 : 0), closed, call);
        }
    }
}
