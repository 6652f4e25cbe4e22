package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.store.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What S5's stores of blobs and cached manifests do, and where this one differs. */
class BlobDirectoryTest extends LayoutTest {
    @Test
    @DisplayName("S5.1 S5.2 S5.5 W31 blobs by their hex; names are in the index, not in file names")
    void files() throws IOException {
        Descriptor image = image("docker.io/library/nginx:latest");
        assertTrue(Files.isRegularFile(
                directory.resolve("blobs/sha256").resolve(image.digest().hex())));
        assertFalse(Files.exists(directory.resolve("manifests")));
        // S5.5's names for these are one.
        Descriptor other = image("a_slash_b:c");
        image("a/b:c");
        assertEquals(other, layout.find("a_slash_b:c").orElseThrow());
        assertEquals(3, layout.tags().size());
    }

    @Test
    @DisplayName("S5.3 W7 what is not what its digest says never gets the name")
    void verified() {
        Descriptor foo = new Descriptor(
                "a/b", Digest.sha256("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"), 3);
        for (String wrong : List.of("fop", "fo", "", "fooo")) {
            try (BlobWriter writer = layout.newBlob(foo)) {
                assertFails(ErrorCode.CORRUPT, "expected", () -> {
                    writer.write(ByteBuffer.wrap(bytes(wrong)));
                    writer.commit();
                });
            }
            assertFalse(Files.exists(blob(foo)));
        }
        try (BlobWriter writer = layout.newBlob(foo)) {
            writer.write(ByteBuffer.wrap(bytes("foo")));
            writer.commit();
        }
        assertArrayEquals(bytes("foo"), layout.readBlob(foo));
    }

    @Test
    @DisplayName("S5.4 a blob that is not there is told by its digest")
    void missing() {
        Descriptor gone = new Descriptor("a/b", digest(7), 1);
        assertFails(ErrorCode.NOT_FOUND, gone.digest().toString(), () -> layout.readBlob(gone));
    }

    @Test
    @DisplayName("S5.6 W45 one missing blob does not fail a listing")
    void listing() throws IOException {
        Descriptor broken = image("broken");
        image("whole");
        Files.delete(blob(broken));
        assertEquals(List.of("broken", "whole"), layout.tags());
        assertEquals(2, layout.index().manifests().size());
        assertFails(ErrorCode.NOT_FOUND, broken.digest().hex(), () -> layout.readManifest(broken));
    }

    @Test
    @DisplayName("S5.7 W45 manifests of Docker are read, lists are resolved, what is missing is named")
    void docker() {
        String config = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":2}"
                .formatted(
                        MediaTypes.DOCKER_CONFIG,
                        layout.putBlob("x", bytes("{}")).digest());
        Descriptor manifest = layout.putBlob(
                MediaTypes.DOCKER_MANIFEST,
                bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[]}"
                        .formatted(MediaTypes.DOCKER_MANIFEST, config)));
        Descriptor list = layout.putBlob(
                MediaTypes.DOCKER_LIST,
                bytes(
                        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}"
                                .formatted(
                                        MediaTypes.DOCKER_LIST,
                                        MediaTypes.DOCKER_MANIFEST,
                                        manifest.digest(),
                                        manifest.size())));
        layout.insert(list, "x", null);
        assertEquals(manifest.digest(), layout.resolve("x", AMD64).descriptor().digest());
        assertFails(
                ErrorCode.CORRUPT,
                "found an index",
                () -> layout.readManifest(new Descriptor("", list.digest(), list.size())));
        Descriptor noLayers = layout.putBlob(MediaTypes.OCI_MANIFEST, bytes("{\"config\":" + config + "}"));
        assertFails(ErrorCode.CORRUPT, "missing 'layers'", () -> layout.readManifest(noLayers));
        Descriptor noDigest = layout.putBlob(MediaTypes.OCI_MANIFEST, bytes("{\"config\":{\"size\":1},\"layers\":[]}"));
        assertFails(ErrorCode.CORRUPT, "config: missing 'digest'", () -> layout.readManifest(noDigest));
        Descriptor noJson = layout.putBlob(MediaTypes.OCI_MANIFEST, bytes("{"));
        assertFails(ErrorCode.CORRUPT, noJson.digest().hex(), () -> layout.readManifest(noJson));
    }

    @Test
    @DisplayName("S5.8 W45 ports keep their protocols, ranges and order")
    void ports() {
        ImageConfig config = ImageConfig.builder(AMD64)
                .exposedPorts(List.of("53/tcp", "53/udp", "8000-8010/tcp"))
                .build();
        assertEquals(
                config.exposedPorts(),
                layout.readConfig(layout.putConfig(config)).exposedPorts());
    }

    @Test
    @DisplayName("W8 digests never become other paths")
    void digests() {
        Descriptor escaping = layout.putBlob(
                MediaTypes.OCI_MANIFEST,
                bytes("{\"config\":{\"digest\":\"sha256:../../../etc/passwd\",\"size\":1},\"layers\":[]}"));
        layout.insert(escaping, "x", null);
        assertFails(ErrorCode.CORRUPT, "invalid digest", () -> layout.resolve("x", AMD64));
        assertEquals(1, layout.check().findings().size());
        Manifest none = new Manifest(MediaTypes.OCI_MANIFEST, layout.putEmptyConfig(), List.of());
        assertEquals(
                none.config(), layout.readManifest(layout.putManifest(none)).config());
    }
}
