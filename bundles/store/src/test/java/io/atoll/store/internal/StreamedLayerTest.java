package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.BlobWriter;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S1.13, S1.16: a layer is stored and extracted in one pass, and visible when both digests are right. */
@Timeout(60)
class StreamedLayerTest extends StoreTest {
    private static final byte[] TAR = tar();
    private static final byte[] BLOB = TestImages.gzip(TAR);
    private static final Digest DIFF_ID = TestImages.sha256(TAR);
    private static final Descriptor LAYER = descriptor(MediaTypes.OCI_LAYER_GZIP, BLOB);

    /** Larger than what is extracted in one thread, and than all buffers. */
    private static byte[] tar() {
        byte[] random = new byte[3 << 20];
        new Random(1).nextBytes(random);
        return new TarBuilder()
                .directory("etc")
                .file("etc/name", "atoll")
                .file("large", random)
                .symlink("link", "etc/name")
                .build();
    }

    private static Descriptor descriptor(String type, byte[] content) {
        return new Descriptor(type, TestImages.sha256(content), content.length);
    }

    private void stream(Descriptor layer, Digest diffId, byte[] content) {
        try (BlobWriter writer = store.newLayerBlob(layer, diffId)) {
            fill(writer, content);
            writer.commit();
        }
    }

    private static void fill(BlobWriter writer, byte[] content) {
        for (int at = 0; at < content.length; at += 10_000) {
            writer.write(ByteBuffer.wrap(content, at, Math.min(10_000, content.length - at)));
        }
    }

    private void assertNothing() throws IOException {
        assertNothingTemporary();
        assertEquals(0, count(root.resolve("layers")));
        assertEquals(0, count(root.resolve("images/blobs/sha256")));
    }

    @Test
    @DisplayName("S1.16 blob and layer are there after the commit and not before, as if extracted from the blob")
    void bothAtOnce() throws IOException {
        try (BlobWriter writer = store.newLayerBlob(LAYER, DIFF_ID)) {
            fill(writer, BLOB);
            assertFalse(store.hasBlob(LAYER) || store.hasLayer(DIFF_ID));
            writer.commit();
            assertTrue(store.hasBlob(LAYER) && store.hasLayer(DIFF_ID));
        }
        assertArrayEquals(BLOB, store.openBlob(LAYER).readAllBytes());
        String streamed = listing(store.layer(DIFF_ID).orElseThrow().directory());
        store.dropLayers(false, item -> {});
        assertEquals(listing(store.layer(LAYER, DIFF_ID).directory()), streamed);
        assertNothingTemporary();
    }

    private String listing(Path directory) throws IOException {
        // The archive does not list its root, whose time is that of the extraction.
        return TreeListing.of(syscalls, directory).replaceFirst("\\. 40755[^{]*", "");
    }

    @Test
    @DisplayName("S1.15 content that is not what was announced is told by its digest, whatever the extraction says")
    void wrongContent() throws IOException {
        for (int at : new int[] {0, 12, BLOB.length / 2, BLOB.length - 1}) {
            byte[] wrong = BLOB.clone();
            wrong[at] ^= 1;
            AtollException e = assertFails(ErrorCode.CORRUPT, () -> stream(LAYER, DIFF_ID, wrong));
            assertTrue(
                    String.valueOf(e.getMessage()).contains("expected digest " + LAYER.digest() + " but found sha256:"),
                    e.getMessage());
            assertNothing();
        }
    }

    @Test
    void wrongDiffId() throws IOException {
        Digest other = Digest.sha256("1".repeat(64));
        AtollException e = assertFails(ErrorCode.CORRUPT, () -> stream(LAYER, other, BLOB));
        assertTrue(String.valueOf(e.getMessage()).contains("expected diff-id " + other), e.getMessage());
        assertNothing();
    }

    @Test
    @DisplayName("W1 of a layer that reaches outside nothing is left, not even its blob")
    void hostile() throws IOException {
        byte[] tar = new TarBuilder()
                .file("ok", "ok")
                .file("../../../escaped", "no")
                .file("more", "x".repeat(1 << 20))
                .build();
        byte[] blob = TestImages.gzip(tar);
        assertFails(
                ErrorCode.INVALID,
                () -> stream(descriptor(MediaTypes.OCI_LAYER_GZIP, blob), TestImages.sha256(tar), blob));
        assertNothing();
    }

    @Test
    void notALayer() throws IOException {
        assertFails(ErrorCode.UNSUPPORTED, () -> store.newLayerBlob(descriptor("text/plain", BLOB), DIFF_ID));
    }

    @Test
    @DisplayName("S1.17 a WebAssembly module becomes module.wasm")
    void module() throws IOException {
        byte[] module = {0, 'a', 's', 'm', 1, 0, 0, 0};
        Digest digest = TestImages.sha256(module);
        stream(descriptor("application/vnd.wasm.content.layer.v1+wasm", module), digest, module);
        assertArrayEquals(
                module,
                Files.readAllBytes(store.layer(digest).orElseThrow().directory().resolve("module.wasm")));
    }

    @Test
    @DisplayName("A writer that is given up leaves nothing, and no thread")
    void givenUp() throws IOException {
        try (BlobWriter writer = store.newLayerBlob(LAYER, DIFF_ID)) {
            writer.write(ByteBuffer.wrap(BLOB, 0, BLOB.length / 2));
        }
        assertNothing();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("atoll-layer")));
        stream(LAYER, DIFF_ID, BLOB);
    }

    @Test
    @DisplayName("A layer that needs those below it: its blob is there, and it can be extracted with them")
    void dependent() throws IOException {
        byte[] tar = new TarBuilder().hardLink("copy", "usr/origin").build();
        byte[] blob = TestImages.gzip(tar);
        Descriptor layer = descriptor(MediaTypes.OCI_LAYER_GZIP, blob);
        stream(layer, TestImages.sha256(tar), blob);
        assertTrue(store.hasBlob(layer));
        assertFalse(store.hasLayer(TestImages.sha256(tar)));
        assertNothingTemporary();
        assertFails(ErrorCode.CONFLICT, () -> store.layer(layer, TestImages.sha256(tar)));
    }

    @Test
    @DisplayName("Two copies of one layer, compressed in two ways, at once: one of them is extracted, both are stored")
    void twoAtOnce() throws IOException {
        Descriptor plain = descriptor(MediaTypes.OCI_LAYER, TAR);
        try (BlobWriter one = store.newLayerBlob(LAYER, DIFF_ID);
                BlobWriter two = store.newLayerBlob(plain, DIFF_ID)) {
            fill(one, BLOB);
            fill(two, TAR);
            two.commit();
            assertFalse(store.hasLayer(DIFF_ID));
            // Whoever cannot wait makes it: then the other one is not kept.
            store.layer(plain, DIFF_ID);
            one.commit();
        }
        assertTrue(store.hasBlob(LAYER) && store.hasBlob(plain) && store.hasLayer(DIFF_ID));
        assertNothingTemporary();
    }

    @Test
    @DisplayName(
            "Whoever writes does not wait for an extraction that stands still; interrupted, a commit keeps the blob")
    void interruptedCommit() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        store.close();
        store = new FileImageStore(new StoreSettings(root), at("openat", standing, over));
        AtomicReference<AtollException> failure = new AtomicReference<>();
        CountDownLatch written = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().start(() -> {
            try (BlobWriter writer = store.newLayerBlob(LAYER, DIFF_ID)) {
                fill(writer, BLOB);
                written.countDown();
                writer.commit();
            } catch (AtollException e) {
                failure.set(e);
                over.countDown();
            }
        });
        standing.await();
        written.await();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        // The extraction is in a system call, which cannot be interrupted: it ends before the commit does.
        over.countDown();
        thread.join();
        AtollException e = failure.get();
        assertEquals(ErrorCode.UNAVAILABLE, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("interrupted"), e.getMessage());
        assertTrue(store.hasBlob(LAYER));
        assertNothingTemporary();
        store.layer(LAYER, DIFF_ID);
    }

    /** System calls of which one waits. */
    private Syscalls at(String name, CountDownLatch reached, CountDownLatch until) {
        return (Syscalls) Proxy.newProxyInstance(
                Syscalls.class.getClassLoader(), new Class<?>[] {Syscalls.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        reached.countDown();
                        boolean interrupted = false;
                        while (until.getCount() > 0) {
                            try {
                                until.await();
                            } catch (InterruptedException e) {
                                interrupted = true;
                            }
                        }
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    try {
                        return method.invoke(syscalls, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
