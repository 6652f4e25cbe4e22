package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectorTest extends StoreTest {
    private final byte[] shared = new TarBuilder().file("shared", "s").build();
    private final byte[] own = new TarBuilder().file("own", "o").build();

    private void extract(StoredImage image) {
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            store.layer(
                    image.manifest().layers().get(i), image.config().diffIds().get(i));
        }
    }

    private static List<Digest> everything(StoredImage image) {
        List<Digest> all = new ArrayList<>(image.config().diffIds());
        all.add(image.descriptor().digest());
        all.add(image.manifest().config().digest());
        image.manifest().layers().forEach(layer -> all.add(layer.digest()));
        return all;
    }

    @Test
    void removesWhatNoOtherImageNeeds() throws IOException {
        StoredImage one = TestImages.image(store, "one", List.of(shared, own));
        StoredImage two = TestImages.image(store, "two", List.of(shared));
        extract(one);
        extract(two);
        Descriptor foreign = TestImages.blob(store, "text/plain", new byte[] {1});
        Removed removed = store.remove(one);
        assertEquals(3, removed.blobs());
        assertEquals(1, removed.layers());
        assertTrue(removed.bytes() > 0);
        assertTrue(store.hasBlob(foreign), "a removal takes only what was the image's");
        assertTrue(store.hasLayer(TestImages.sha256(shared)));
        assertFalse(store.hasLayer(TestImages.sha256(own)));
        assertEquals(1, store.collectGarbage().blobs());
        store.remove(two);
        assertEquals(0, count(root.resolve("images/blobs/sha256")));
        assertEquals(0, count(root.resolve("layers")));
    }

    @Test
    void aSecondNameKeepsAll() {
        StoredImage one = TestImages.image(store, "one", List.of(own));
        store.tag(Reference.parse("two"), one.descriptor());
        assertEquals(new Removed(0, 0, 0), store.remove(one));
        assertTrue(store.find(Reference.parse("two")).isPresent());
    }

    @Test
    void leasesProtect() {
        StoredImage image = TestImages.image(store, "one", List.of(own));
        extract(image);
        Lease lease = store.lease("container/abc", everything(image));
        assertEquals(new Removed(0, 0, 0), store.remove(image));
        assertEquals(new Removed(0, 0, 0), store.collectGarbage());
        assertTrue(store.hasLayer(TestImages.sha256(own)));
        FileImageStore later = new FileImageStore(new StoreSettings(root), syscalls);
        Lease same = later.leases().getFirst();
        assertEquals("container/abc", same.owner());
        assertEquals(lease.digests(), same.digests());
        same.close();
        lease.close();
        Removed removed = store.collectGarbage();
        assertEquals(3, removed.blobs());
        assertEquals(1, removed.layers());
        later.close();
    }

    @Test
    void aSecondLeaseReplacesTheFirst() {
        Lease first = store.lease("o", List.of(digest(1)));
        Lease second = store.lease("o", List.of(digest(2)));
        assertEquals(1, store.leases().size());
        assertEquals(List.of(digest(2)), List.copyOf(store.leases().getFirst().digests()));
        first.close();
        assertEquals(1, store.leases().size());
        second.close();
        second.close();
        assertEquals(0, store.leases().size());
    }

    @Test
    void ownersAreAnyText() throws IOException {
        for (String owner : List.of("a/b", "a_b", "a%2Fb", "..", ".", "ünï", "A", "a", "x\ny")) {
            store.lease(owner, List.of());
        }
        assertEquals(9, store.leases().size());
        assertEquals(
                List.of(".", "..", "A", "a", "a%2Fb", "a/b", "a_b", "x\ny", "ünï"),
                store.leases().stream().map(Lease::owner).sorted().toList());
        assertEquals(9, count(root.resolve("leases")));
        assertFails(ErrorCode.INVALID, () -> store.lease("", List.of()));
        assertFails(ErrorCode.INVALID, () -> store.lease("x".repeat(300), List.of()));
    }

    @Test
    void aLeaseCutShortStopsEveryRemoval() throws IOException {
        StoredImage image = TestImages.image(store, "one", List.of(own));
        store.lease("container/x", everything(image));
        Path file = root.resolve("leases/container%2Fx");
        assertFalse(Files.exists(file));
        file = root.resolve("leases/container%2fx");
        String whole = Files.readString(file);
        Files.writeString(file, "damaged" + whole);
        assertFails(ErrorCode.CONFLICT, store::collectGarbage);
        Files.writeString(file, whole.substring(0, 100));
        assertFails(ErrorCode.CONFLICT, store::collectGarbage);
        assertTrue(store.hasBlob(image.descriptor()));
        assertEquals("container/x", store.leases().getFirst().owner());
        store.leases().getFirst().close();
        assertEquals(0, store.collectGarbage().blobs());
    }

    @Test
    void sweepsWhatDeadEnginesLeft() throws IOException {
        TestImages.image(store, "one", List.of(own));
        Path dead = Files.createDirectories(root.resolve("tmp/0-dead/layer-1/usr"));
        Files.writeString(dead.resolve("file"), "12345");
        Files.writeString(root.resolve("tmp/stray"), "123");
        Files.createDirectories(root.resolve("leases"));
        Files.writeString(root.resolve("leases/.dead-1"), "sha");
        Files.createDirectories(root.resolve("layers/0-not-a-layer"));
        Path condemned = Files.createDirectories(root.resolve("layers/.abc.removing"));
        Files.writeString(condemned.resolve("file"), "1");
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        Descriptor blob = new Descriptor("text/plain", digest(1), 5);
        try (var writer = store.newBlob(blob)) {
            long before = DiskUsageOf.tree(root);
            Removed removed = other.collectGarbage();
            assertEquals(before - DiskUsageOf.tree(root), removed.bytes());
            assertTrue(removed.bytes() > 0);
            // The directory of an engine that lives is not swept.
            assertEquals(1, count(root.resolve("tmp")));
            writer.write(ByteBuffer.allocate(1));
        }
        assertEquals(1, count(root.resolve("layers")));
        assertEquals(0, count(root.resolve("leases")));
        other.close();
        store.close();
        assertEquals(0, count(root.resolve("tmp")));
    }

    @Test
    void aBrokenImageDoesNotEndaCollection() throws IOException {
        StoredImage one = TestImages.image(store, "one", List.of(own));
        StoredImage two = TestImages.image(store, "two", List.of(shared));
        Files.delete(root.resolve("images/blobs/sha256")
                .resolve(one.descriptor().digest().hex()));
        Removed removed = store.collectGarbage();
        assertEquals(2, removed.blobs());
        assertTrue(store.hasBlob(two.manifest().layers().getFirst()));
        assertEquals(2, store.images().size());
    }

    @Test
    void neverFollowsLinks() throws IOException {
        Path victim = Files.createDirectory(temporary.resolve("victim"));
        Files.writeString(victim.resolve("precious"), "p");
        byte[] tar = new TarBuilder()
                .symlink("a", victim.toString())
                .directory("d")
                .symlink("d/b", victim.toString())
                .build();
        StoredImage image = TestImages.image(store, "one", List.of(tar));
        extract(image);
        store.remove(image);
        assertEquals(0, count(root.resolve("layers")));
        assertEquals(1, count(victim));
    }
}
