package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.StoredImage;
import io.atoll.json.Json;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageStoreTest extends StoreTest {
    private StoredImage image(String reference) {
        return TestImages.image(store, reference, List.of(layerOf(reference)));
    }

    private static byte[] layerOf(String content) {
        return new TarBuilder().file("f", content).build();
    }

    private Optional<String> found(String reference) {
        return store.find(Reference.parse(reference))
                .map(image -> image.reference().toString());
    }

    private Path indexFile() {
        return root.resolve("images/index.json");
    }

    private ObjectNode readIndex() throws IOException {
        return (ObjectNode) Json.parse(Files.readAllBytes(indexFile()), "index");
    }

    private Path blobFile(Descriptor blob) {
        return root.resolve("images/blobs/sha256").resolve(blob.digest().hex());
    }

    @Test
    void anEmptyStoreIsEmptyAndMakesNothing() {
        assertEquals(List.of(), store.images());
        assertEquals(Optional.empty(), found("alpine"));
        assertEquals(List.of(), store.leases());
        assertFalse(store.hasLayer(digest(1)));
        assertFalse(Files.exists(root));
    }

    @Test
    void findsTheLocalNameFirst() {
        image("docker.io/library/alpine:latest");
        assertEquals(Optional.of("docker.io/library/alpine:latest"), found("alpine"));
        image("alpine:latest");
        assertEquals(Optional.of("alpine:latest"), found("alpine"));
        assertEquals(Optional.of("docker.io/library/alpine:latest"), found("docker.io/library/alpine"));
        assertEquals(Optional.empty(), found("alpine:3"));
        assertEquals(Optional.empty(), found("quay.io/library/alpine"));
        assertEquals(2, store.images().size());
    }

    @Test
    void namesThatLookAlikeAreDifferentImages() {
        // Contract W31: these shared one directory.
        image("a/b:c");
        image("a_b_c");
        image("a-b:c");
        image("a.b/c");
        assertEquals(4, store.images().size());
        assertEquals(Optional.of("a/b:c"), found("a/b:c"));
        assertEquals(Optional.of("a_b_c:latest"), found("a_b_c"));
    }

    @Test
    void findsByDigest() {
        StoredImage image = image("example.com/app:1");
        String digest = image.descriptor().digest().toString();
        assertEquals(Optional.of("example.com/app:1"), found("example.com/app@" + digest));
        assertEquals(Optional.of("example.com/app:1"), found("example.com/app:1@" + digest));
        assertEquals(Optional.empty(), found("example.com/app@" + digest(1)));
        assertEquals(Optional.empty(), found("example.com/other@" + digest));
        assertEquals(
                Optional.of("example.com/app:1"),
                found(image.descriptor().digest().shortHex()));
        assertEquals(
                Optional.of("example.com/app:1"),
                found(image.descriptor().digest().hex()));
        assertEquals(Optional.empty(), found("0123456789abcdef"));
    }

    @Test
    void aNameMovesToTheNewImage() throws IOException {
        StoredImage old = image("app:1");
        StoredImage other = TestImages.image(store, "app:1", List.of(layerOf("new")));
        StoredImage now = store.find(Reference.parse("app:1")).orElseThrow();
        assertEquals(other, now);
        assertEquals(1, readIndex().get("manifests").size());
        assertFails(ErrorCode.NOT_FOUND, () -> store.remove(old));
        store.remove(other);
        assertEquals(List.of(), store.images());
    }

    @Test
    void namesOnlyWhatIsComplete() throws IOException {
        StoredImage image = image("app:1");
        Descriptor layer = image.manifest().layers().getFirst();
        Files.delete(blobFile(layer));
        AtollException e =
                assertFails(ErrorCode.NOT_FOUND, () -> store.tag(Reference.parse("app:2"), image.descriptor()));
        assertTrue(Objects.toString(e.getMessage()).contains(layer.digest().hex()));
        assertEquals(1, store.images().size());
    }

    @Test
    void whatOthersPutIntoTheIndexStays() throws IOException {
        image("app:1");
        ObjectNode index = readIndex();
        index.put("x-foreign", "kept");
        index.putObject("annotations").put("org.example", "kept too");
        ((ObjectNode) index.get("manifests").get(0)).put("x-field", true).put("artifactType", "a/b");
        ObjectNode unnamed = ((ArrayNode) index.get("manifests")).addObject();
        unnamed.put("mediaType", "application/x")
                .put("digest", digest(7).toString())
                .put("size", 3);
        Files.write(indexFile(), Json.pretty(index));
        StoredImage other = image("app:2");
        ObjectNode after = readIndex();
        assertEquals("kept", after.get("x-foreign").asText());
        assertEquals("kept too", after.get("annotations").get("org.example").asText());
        assertTrue(after.get("manifests").get(0).get("x-field").asBoolean());
        assertEquals(3, after.get("manifests").size());
        store.remove(other);
        store.remove(store.find(Reference.parse("app:1")).orElseThrow());
        JsonNode left = readIndex().get("manifests");
        assertEquals(1, left.size());
        assertEquals(digest(7).toString(), left.get(0).get("digest").asText());
    }

    @Test
    void seesWhatOthersChange() throws IOException {
        image("app:1");
        assertTrue(found("app:1").isPresent());
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        StoredImage theirs = TestImages.image(other, "app:2", List.of(layerOf("theirs")));
        assertTrue(found("app:2").isPresent());
        other.remove(theirs);
        assertFalse(found("app:2").isPresent());
        Files.delete(indexFile());
        assertEquals(List.of(), store.images());
        other.close();
    }

    @Test
    void oneBrokenImageHidesNothing() throws IOException {
        StoredImage missing = image("a:missing");
        StoredImage damaged = image("b:damaged");
        image("c:good");
        Files.delete(blobFile(missing.descriptor()));
        Files.writeString(blobFile(damaged.manifest().config()), "x".repeat((int)
                        damaged.manifest().config().size()));
        ObjectNode index = readIndex();
        ArrayNode manifests = (ArrayNode) index.get("manifests");
        manifests
                .addObject()
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("digest", "sha256:../../x")
                .put("size", 1)
                .putObject("annotations")
                .put(Descriptor.REF_NAME, "d:bad");
        ObjectNode named = manifests
                .addObject()
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("digest", digest(9).toString())
                .put("size", 1);
        named.putObject("annotations").put(Descriptor.REF_NAME, "No Name!");
        Files.write(indexFile(), Json.canonical(index));
        FileImageStore fresh = new FileImageStore(new StoreSettings(root), syscalls);
        List<StoredImage> images = fresh.images();
        assertEquals(
                List.of("a:missing", "b:damaged", "c:good", "d:bad", "unnamed@" + digest(9)),
                images.stream().map(image -> image.reference().toString()).toList());
        for (StoredImage image : images) {
            boolean good = image.reference().toString().equals("c:good");
            if (good) {
                assertNull(image.problem());
            } else {
                assertNotNull(image.problem());
                if (!image.reference().toString().startsWith("unnamed")) {
                    assertFails(ErrorCode.CORRUPT, () -> fresh.find(image.reference()));
                }
            }
        }
        for (StoredImage image : images) {
            fresh.remove(image);
        }
        assertEquals(0, readIndex().get("manifests").size());
        fresh.close();
    }

    @Test
    void blobsAreVerifiedWhenWritten() throws IOException {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        Descriptor right = new Descriptor("text/plain", TestImages.sha256(content), content.length);
        Descriptor wrong = new Descriptor("text/plain", digest(1), content.length);
        Descriptor shorter = new Descriptor("text/plain", right.digest(), content.length - 1);
        Descriptor longer = new Descriptor("text/plain", right.digest(), content.length + 1);
        assertFails(ErrorCode.CORRUPT, () -> write(wrong, content));
        assertFails(ErrorCode.CORRUPT, () -> write(shorter, content));
        assertFails(ErrorCode.CORRUPT, () -> write(longer, content));
        try (BlobWriter unfinished = store.newBlob(right)) {
            unfinished.write(ByteBuffer.wrap(content));
        }
        assertFalse(store.hasBlob(right));
        assertNothingTemporary();
        write(right, content);
        write(right, content);
        assertTrue(store.hasBlob(right));
        assertFalse(store.hasBlob(shorter));
        assertArrayEquals(content, store.readBlob(right));
        assertEquals(1, count(root.resolve("images/blobs/sha256")));
        assertNothingTemporary();
    }

    private void write(Descriptor descriptor, byte[] content) {
        try (BlobWriter writer = store.newBlob(descriptor)) {
            for (byte b : content) {
                writer.write(ByteBuffer.wrap(new byte[] {b}));
            }
            writer.commit();
        }
    }

    @Test
    void blobsAreVerifiedWhenRead() throws IOException {
        byte[] content = new byte[100_000];
        Descriptor blob = TestImages.blob(store, "text/plain", content);
        content[50_000] = 1;
        Files.write(blobFile(blob), content);
        assertFails(ErrorCode.CORRUPT, () -> store.readBlob(blob));
        try (InputStream in = store.openBlob(blob)) {
            assertEquals(0, in.read());
            assertThrows(AtollException.class, () -> in.skip(Long.MAX_VALUE));
        }
        Files.write(blobFile(blob), new byte[99_999]);
        assertFails(ErrorCode.CORRUPT, () -> store.readBlob(blob));
        Files.write(blobFile(blob), new byte[100_001]);
        assertFails(ErrorCode.CORRUPT, () -> store.readBlob(blob));
        Files.delete(blobFile(blob));
        assertFails(ErrorCode.NOT_FOUND, () -> store.readBlob(blob));
        assertFails(ErrorCode.INVALID, () -> store.readBlob(new Descriptor("text/plain", blob.digest(), 5 << 20)));
    }

    @Test
    void otherHashesHaveTheirOwnDirectory() throws Exception {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        String hex = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-512").digest(content));
        Descriptor blob = new Descriptor("text/plain", new io.atoll.api.image.Digest("sha512", hex), content.length);
        write(blob, content);
        assertArrayEquals(content, store.readBlob(blob));
        assertTrue(Files.exists(root.resolve("images/blobs/sha512").resolve(hex)));
        assertEquals(1, store.collectGarbage().blobs());
    }
}
