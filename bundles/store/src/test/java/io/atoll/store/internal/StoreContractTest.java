package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.store.StoredImage;
import io.atoll.store.internal.layout.FileImageLayouts;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the reference store does with names, blobs and documents, as this one does it. */
class StoreContractTest extends StoreTest {
    private static final byte[] TAR = new TarBuilder().file("f", "x").build();

    @Test
    @DisplayName("S2.2 S2.5 an image is an entry of a layout, blobs are files by digest, layers directories by diff-id")
    void whereThingsAre() throws IOException {
        StoredImage image = TestImages.image(store, "alpine:latest", List.of(TAR));
        Digest diffId = image.config().diffIds().getFirst();
        Descriptor layer = image.manifest().layers().getFirst();
        assertFalse(store.hasLayer(diffId));
        store.layers(image);
        assertTrue(store.hasLayer(diffId));
        assertTrue(Files.isDirectory(root.resolve("layers").resolve(diffId.hex())));
        assertTrue(Files.isRegularFile(
                root.resolve("images/blobs/sha256").resolve(layer.digest().hex())));
        assertFalse(store.hasBlob(new Descriptor(layer.mediaType(), layer.digest(), layer.size() + 1)));
        Path file = root.resolve("layers").resolve(digest(7).hex());
        Files.createFile(file);
        assertFalse(store.hasLayer(digest(7)), "a file is no layer");
    }

    @Test
    @DisplayName("S2.3 names stay apart that the reference puts into one directory")
    void namesDoNotCollide() {
        List<String> names =
                List.of("a/b:c", "a:b_c", "docker.io/library/alpine:3.19", "registry.example.com/foo/bar:v1");
        for (int i = 0; i < names.size(); i++) {
            TestImages.image(
                    store,
                    names.get(i),
                    List.of(new TarBuilder().file("f", "" + i).build()));
        }
        assertEquals(
                names.size(),
                names.stream()
                        .map(name -> store.find(Reference.parse(name))
                                .orElseThrow()
                                .descriptor()
                                .digest())
                        .distinct()
                        .count());
    }

    @Test
    @DisplayName("S2.4 S2.6 S2.7 what is stored is given back byte for byte; a digest without its algorithm is none")
    void verbatim() {
        byte[] odd = "{ \"os\" :\t\"linux\",\n \"x\":1.0 }".getBytes(StandardCharsets.UTF_8);
        Descriptor config = TestImages.blob(store, MediaTypes.OCI_CONFIG, odd);
        assertArrayEquals(odd, store.readBlob(config));
        assertFails(ErrorCode.INVALID, () -> Digest.parse("abc"));
        assertFails(ErrorCode.INVALID, () -> Digest.parse("sha256:abc"));
        // No sidecar says what an archive's digest is: only a configuration does.
        assertFalse(store.hasLayer(config.digest()));
    }

    @Test
    @DisplayName(
            "S2.8 fields that are absent are empty, and a configuration without a health check has none when written")
    void defaults() {
        try (ImageLayout layout = new FileImageLayouts(syscalls).ensure(temporary.resolve("layout"))) {
            ImageConfig empty =
                    ImageConfig.builder(new Platform("linux", "amd64", null)).build();
            Descriptor stored = layout.putConfig(empty);
            String text = new String(layout.readBlob(stored), StandardCharsets.UTF_8);
            assertFalse(text.contains("ealthcheck"), text);
            assertEquals(empty, layout.readConfig(stored));
            assertNull(layout.readConfig(stored).healthcheck());
            assertEquals(List.of(), layout.readConfig(stored).env());
        }
    }

    @Test
    @DisplayName("S4.18 what went wrong is told by a code, not only by words")
    void errorsAreTyped() throws IOException {
        Descriptor missing = new Descriptor(MediaTypes.OCI_CONFIG, digest(1), 3);
        assertFails(ErrorCode.NOT_FOUND, () -> store.readBlob(missing));
        assertFails(ErrorCode.NOT_FOUND, () -> store.tag(Reference.parse("a:1"), missing));
        Descriptor blob = TestImages.blob(store, MediaTypes.OCI_CONFIG, new byte[] {1, 2, 3});
        Files.write(root.resolve("images/blobs/sha256").resolve(blob.digest().hex()), new byte[] {3, 2, 1});
        assertFails(ErrorCode.CORRUPT, () -> store.readBlob(blob));
        assertFails(ErrorCode.INVALID, () -> store.lease("", List.of()));
        assertFails(ErrorCode.UNSUPPORTED, () -> store.layer(TestImages.blob(store, "text/plain", TAR), digest(2)));
    }
}
