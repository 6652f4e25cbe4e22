package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.json.Json;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Skopeo and umoci read and write the same layout. */
class PeersTest extends StoreTest {
    private final byte[] layer = new TarBuilder()
            .directory("d")
            .file("d/f", "content")
            .file(".wh.gone", "")
            .build();

    @Test
    void skopeoReadsOurs() throws IOException {
        Requires.program("skopeo");
        StoredImage image = TestImages.image(store, "example.com/app:1", List.of(layer));
        String layout = root.resolve("images").toString();
        String told = Shell.run("skopeo", "inspect", "oci:" + layout + ":example.com/app:1");
        assertEquals(
                image.descriptor().digest().toString(),
                Json.parse(told.getBytes(StandardCharsets.ISO_8859_1), "inspect")
                        .get("Digest")
                        .asText());
        Path copy = temporary.resolve("copy");
        Shell.run("skopeo", "copy", "oci:" + layout + ":example.com/app:1", "oci:" + copy + ":x");
        assertArrayEquals(
                store.readBlob(image.descriptor()),
                Files.readAllBytes(copy.resolve("blobs/sha256")
                        .resolve(image.descriptor().digest().hex())));
    }

    @Test
    void skopeoWritesOurs() throws IOException {
        Requires.program("skopeo");
        String layout = root.resolve("images").toString();
        StoredImage image = TestImages.image(store, "example.com/app:1", List.of(layer));
        Shell.run("skopeo", "copy", "oci:" + layout + ":example.com/app:1", "oci:" + layout + ":example.com/other:2");
        StoredImage other = store.find(Reference.parse("example.com/other:2")).orElseThrow();
        assertEquals(image.manifest().layers(), other.manifest().layers());
        store.remove(image);
        assertTrue(store.find(Reference.parse("example.com/other:2")).isPresent());
        assertTrue(Files.exists(store.layer(
                        other.manifest().layers().getFirst(),
                        other.config().diffIds().getFirst())
                .directory()
                .resolve("d/f")));
    }

    @Test
    void umociReadsAndWritesOurs() throws IOException {
        Requires.program("umoci");
        TestImages.image(store, "app:1", List.of(layer));
        String layout = root.resolve("images").toString();
        String tag = "app:1";
        assertTrue(Shell.run("umoci", "ls", "--layout", layout).contains(tag));
        // Umoci takes no colons in tags on its command line; it makes an image of its own beside ours.
        Shell.run("umoci", "new", "--image", layout + ":mine");
        StoredImage mine = store.find(Reference.parse("mine")).orElseThrow();
        assertEquals(List.of(), mine.manifest().layers());
        store.tag(
                Reference.parse("simple"),
                store.find(Reference.parse("app:1")).orElseThrow().descriptor());
        Shell.run("umoci", "gc", "--layout", layout);
        assertEquals(3, store.images().size());
        assertTrue(store.images().stream().allMatch(image -> image.problem() == null));
    }
}
