package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The contract's lines on listing, removing and finding layers. */
class ListingContractTest extends StoreTest {
    private static final byte[] BOTTOM = new TarBuilder().file("f", "bottom").build();
    private static final byte[] TOP = new TarBuilder().file("f", "top").build();

    @Test
    @DisplayName(
            "S2.14: a store that is not there is empty; what cannot be read is listed with its problem, not hidden")
    void listing() throws IOException {
        assertEquals(List.of(), store.images());
        StoredImage image = TestImages.image(store, "b", List.of(TOP));
        TestImages.image(store, "a", List.of(BOTTOM));
        Files.writeString(
                root.resolve("images/blobs/sha256")
                        .resolve(image.descriptor().digest().hex()),
                "{}");
        // Another engine: this one has read them before.
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        List<StoredImage> images = other.images();
        other.close();
        assertEquals(
                List.of("a:latest", "b:latest"),
                images.stream().map(its -> its.reference().toString()).toList());
        assertEquals(null, images.get(0).problem());
        assertNotNull(images.get(1).problem());
    }

    @Test
    @DisplayName("S5.6, W45: sorted by repository and tag; a missing blob fails nothing but its image")
    void sorted() throws IOException {
        for (String name : List.of("b:2", "a:2", "b:1", "a:10")) {
            TestImages.image(store, name, List.of(TOP));
        }
        List<String> names = List.of("a:10", "a:2", "b:1", "b:2");
        assertEquals(
                names,
                store.images().stream().map(its -> its.reference().toString()).toList());
        StoredImage one = store.images().getFirst();
        Files.delete(root.resolve("images/blobs/sha256")
                .resolve(one.manifest().layers().getFirst().digest().hex()));
        assertEquals(4, store.images().size(), "a layer is not needed to list");
        Files.delete(root.resolve("images/blobs/sha256")
                .resolve(one.manifest().config().digest().hex()));
        assertEquals(
                names,
                store.images().stream().map(its -> its.reference().toString()).toList());
    }

    @Test
    @DisplayName("S2.15: removing what is not there is NOT_FOUND and names it")
    void removing() {
        StoredImage image = TestImages.image(store, "a", List.of(TOP));
        store.remove(image);
        String message = Objects.toString(
                assertFails(ErrorCode.NOT_FOUND, () -> store.remove(image)).getMessage());
        assertEquals("image 'a:latest' not found locally", message);
        assertTrue(store.find(Reference.parse("a")).isEmpty());
    }

    @Test
    @DisplayName("a layer that is named by its chain-id is needed by the image that has this chain")
    void chainIds() throws IOException {
        StoredImage image = TestImages.image(store, "a", List.of(BOTTOM, TOP));
        List<Digest> diffIds = image.config().diffIds();
        List<Digest> chain = Layer.chainIds(diffIds);
        assertEquals(diffIds.getFirst(), chain.getFirst());
        assertEquals(
                TestImages.sha256((diffIds.get(0) + " " + diffIds.get(1)).getBytes(StandardCharsets.US_ASCII)),
                chain.get(1));
        Path layer = Files.createDirectories(
                root.resolve("layers").resolve(chain.get(1).hex()));
        Path other =
                Files.createDirectories(root.resolve("layers").resolve(digest(9).hex()));
        assertEquals(1, store.collectGarbage().layers());
        assertTrue(Files.exists(layer));
        assertFalse(Files.exists(other));
        assertEquals(1, store.remove(image).layers());
        assertFalse(Files.exists(layer));
    }
}
