package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.layout.UnnamedBlob;
import io.atoll.api.store.BlobWriter;
import io.atoll.json.Json;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImageLayoutTest extends LayoutTest {
    private boolean isOpen = true;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !isOpen || !name.startsWith(".atoll-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName("S4.1 ensure makes a layout, twice as well as once")
    void ensures() throws IOException {
        assertEquals(List.of("blobs", "oci-layout"), names());
        assertEquals("{\"imageLayoutVersion\":\"1.0.0\"}", Files.readString(directory.resolve("oci-layout")));
        assertTrue(Files.isDirectory(directory.resolve("blobs/sha256")));
        image("x");
        layouts.ensure(directory).close();
        assertEquals(List.of("x"), layout.tags());
        layout.close();
        isOpen = false;
        assertEquals(List.of("blobs", "index.json", "oci-layout"), names(), "no locks, no temporary files");
    }

    @Test
    @DisplayName("S4.2 open needs a layout, of this version, and does not follow links out of it")
    void opens() throws IOException {
        layouts.open(directory).close();
        assertFails(ErrorCode.NOT_FOUND, "no such directory", () -> layouts.open(temporary.resolve("none")));
        Path other = Files.createDirectory(temporary.resolve("other"));
        assertFails(ErrorCode.INVALID, "oci-layout", () -> layouts.open(other));
        Files.writeString(other.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertFails(ErrorCode.UNSUPPORTED, "2.0.0", () -> layouts.open(other));
        assertFails(ErrorCode.UNSUPPORTED, "2.0.0", () -> layouts.ensure(other));
        Files.writeString(other.resolve("oci-layout"), "{");
        assertFails(ErrorCode.INVALID, "oci-layout", () -> layouts.open(other));
        Files.writeString(other.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        assertFails(ErrorCode.INVALID, "blobs", () -> layouts.open(other));
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(other.resolve("blobs"), elsewhere);
        assertFails(ErrorCode.INVALID, "symbolic link", () -> layouts.open(other));
    }

    @Test
    @DisplayName("S4.2 blobs may be elsewhere, and links")
    void opensWithExternalBlobs() throws IOException {
        Path blobs = Files.createDirectories(temporary.resolve("shared"));
        Files.createDirectory(blobs.resolve("sha256"));
        Path linked = Files.createSymbolicLink(temporary.resolve("link"), blobs);
        Path other = temporary.resolve("other");
        Files.createDirectory(other);
        Files.writeString(other.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        try (ImageLayout external = layouts.open(other, linked)) {
            Descriptor config = external.putConfig(ImageConfig.builder(AMD64).build());
            Descriptor manifest = external.putManifest(new Manifest(MediaTypes.OCI_MANIFEST, config, List.of()));
            external.insert(manifest, "x", AMD64);
            assertTrue(Files.isRegularFile(
                    blobs.resolve("sha256").resolve(config.digest().hex())));
            assertFalse(Files.exists(other.resolve("blobs")));
            byte[] content = bytes("linked");
            Path file = Files.write(temporary.resolve("content"), content);
            Descriptor link = new Descriptor("text/plain", TestImages.sha256(content), content.length);
            Files.createSymbolicLink(
                    blobs.resolve("sha256").resolve(link.digest().hex()), file);
            assertArrayEquals(content, external.readBlob(link));
            assertEquals(
                    manifest.digest(), external.resolve("x", AMD64).descriptor().digest());
            assertFails(ErrorCode.UNSUPPORTED, "other layouts", external::collectGarbage);
        }
        assertFalse(layout.hasBlob(new Descriptor("", digest(1), 1)));
    }

    @Test
    @DisplayName("S4.3 blobs are hashed as they stream; one that is dropped leaves nothing")
    void writesBlobs() throws IOException {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        for (int piece : new int[] {1000, 131_071, 131_072, 131_073, 300_000}) {
            try (UnnamedBlob blob = layout.newBlob("a/b", "sha256")) {
                for (int at = 0; at < content.length; at += piece) {
                    blob.write(ByteBuffer.wrap(content, at, Math.min(piece, content.length - at)));
                }
                Descriptor stored = blob.commit();
                assertEquals(new Descriptor("a/b", TestImages.sha256(content), content.length), stored);
                assertArrayEquals(content, Files.readAllBytes(blob(stored)));
                Files.delete(blob(stored));
            }
        }
        try (UnnamedBlob blob = layout.newBlob("a/b", "sha256");
                OutputStream stream = blob.stream()) {
            stream.write(content);
            stream.write(1);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertEquals(
                    List.of("oci-layout"),
                    files.filter(Files::isRegularFile)
                            .map(file -> String.valueOf(file.getFileName()))
                            .toList());
        }
    }

    @Test
    @DisplayName("S4.4 what was expected is verified, the digest first")
    void verifiesWhatWasExpected() {
        Descriptor empty = layout.putEmptyConfig();
        try (UnnamedBlob blob = layout.newBlob("a/b", "sha256")) {
            blob.write(ByteBuffer.wrap(bytes("foo")));
            assertFails(
                    ErrorCode.CORRUPT,
                    "expected digest " + empty.digest()
                            + " but found sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                    () -> blob.commit(empty));
        }
        Descriptor longer = new Descriptor("a/b", empty.digest(), 3);
        try (UnnamedBlob blob = layout.newBlob("a/b", "sha256")) {
            blob.write(ByteBuffer.wrap(bytes("{}")));
            assertFails(ErrorCode.CORRUPT, "expected size 3 but found 2", () -> blob.commit(longer));
        }
        try (BlobWriter blob = layout.newBlob(longer)) {
            blob.write(ByteBuffer.wrap(bytes("{}")));
            assertFails(ErrorCode.CORRUPT, "expected size 3 but found 2", blob::commit);
        }
    }

    @Test
    @DisplayName("S4.5 W43 sha512 beside sha256")
    void sha512() throws IOException {
        try (UnnamedBlob blob = layout.newBlob("a/b", "sha512")) {
            blob.write(ByteBuffer.wrap(bytes("foo")));
            assertFails(
                    ErrorCode.INVALID,
                    "expected digest algorithm sha512 but found sha256:",
                    () -> blob.commit(new Descriptor("a/b", digest(1), 3)));
            Descriptor stored = blob.commit();
            assertTrue(
                    stored.digest().toString().startsWith("sha512:f7fbba6e0636f890e56fbbf3283e524c6fa3204ae298382d"));
            assertTrue(Files.exists(
                    directory.resolve("blobs/sha512").resolve(stored.digest().hex())));
            assertArrayEquals(bytes("foo"), layout.readBlob(stored));
        }
        assertFails(ErrorCode.INVALID, "md5", () -> layout.newBlob("a/b", "md5"));
    }

    @Test
    @DisplayName("S4.6 JSON is canonical")
    void canonicalJson() {
        Descriptor stored = layout.putJson("application/json", bytes("{ \"b\": 12, \"a\": \"qwerty\" }"));
        assertArrayEquals(bytes("{\"a\":\"qwerty\",\"b\":12}"), layout.readBlob(stored));
        assertFails(ErrorCode.CORRUPT, "document", () -> layout.putJson("application/json", bytes("{")));
        assertFails(ErrorCode.INVALID, "canonical", () -> layout.putJson("a/json", bytes("[9007199254740993]")));
    }

    @Test
    @DisplayName("S4.8 a plain layer's diff-id is its digest")
    void plainLayers() throws IOException {
        LayerBlob plain = layer(bytes("pretend this is a tarball"));
        assertEquals(Digest.sha256("349438e5faf763e8875b43de4d7101540ef4d865190336c2cc549a11f33f8d7c"), plain.diffId());
        assertEquals(new Descriptor(MediaTypes.OCI_LAYER, plain.diffId(), 25), plain.descriptor());
        LayerBlob gzip = gzipLayer(bytes("pretend this is a tarball"));
        assertEquals(plain.diffId(), gzip.diffId());
        assertFalse(gzip.descriptor().digest().equals(gzip.diffId()));
        try (LayerWriter dropped = layout.newLayer(new LayerFormat.Plain())) {
            dropped.archive().write(1);
        }
        assertFalse(layout.hasBlob(new Descriptor("", TestImages.sha256(new byte[] {1}), 1)));
    }

    @Test
    @DisplayName("S4.9 layers are pushed with their annotations and history")
    void pushesLayers() throws IOException {
        ImageConfig config = ImageConfig.builder(AMD64).build();
        LayerBlob root = gzipLayer(tar("root"));
        LayerBlob top = layer(tar("top"));
        History mine = new History("", "by me", "", "", false);
        ImageDraft draft = ImageDraft.of(config)
                .push(root)
                .push(top, Map.of("a", "b"), History.created(Instant.parse("2026-01-02T03:04:05.678Z")))
                .push(top, Map.of(), mine);
        Descriptor stored = layout.insert(draft, "x", null);
        Manifest manifest = layout.readManifest(stored);
        assertEquals(root.descriptor(), manifest.layers().getFirst());
        assertEquals(Map.of("a", "b"), manifest.layers().get(1).annotations());
        ImageConfig written = layout.readConfig(manifest.config());
        assertEquals(List.of(root.diffId(), top.diffId(), top.diffId()), written.diffIds());
        assertEquals(
                List.of(History.EMPTY, new History("2026-01-02T03:04:05Z", "", "", "", false), mine),
                written.history());
        assertTrue(new String(layout.readBlob(manifest.config()), java.nio.charset.StandardCharsets.UTF_8)
                .contains("\"history\":[{},{\"created\":\"2026-01-02T03:04:05Z\"},{\"created_by\":\"by me\"}]"));
        ImageConfig silent =
                ImageConfig.builder(AMD64).diffIds(List.of(root.diffId())).build();
        assertEquals(2, silent.withLayer(top.diffId(), mine).history().size(), "the base's layer gets an empty entry");
        assertFails(ErrorCode.INVALID, "diff-ids", () -> layout.insert(draft.withConfig(config), "y", null));
        ImageDraft missing = draft.push(new LayerBlob(new Descriptor("a/b", digest(5), 5), digest(5)));
        assertFails(ErrorCode.NOT_FOUND, digest(5).hex(), () -> layout.insert(missing, "y", null));
        assertEquals(List.of("x"), layout.tags());
    }

    @Test
    @DisplayName("S4.10 the empty configuration")
    void emptyConfig() {
        Descriptor empty = layout.putEmptyConfig();
        assertEquals(MediaTypes.OCI_EMPTY, empty.mediaType());
        assertEquals(Digest.sha256("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"), empty.digest());
        assertEquals("e30=", empty.data());
        assertArrayEquals(bytes("{}"), layout.readBlob(empty));
        Descriptor artifact = layout.putManifest(
                new Manifest(MediaTypes.OCI_MANIFEST, "example/sbom", empty, List.of(empty), image("x"), Map.of()));
        assertEquals("example/sbom", artifact.artifactType());
        assertEquals(empty, layout.readManifest(artifact).config());
    }

    @Test
    @DisplayName("S4.11 W44 sizes, digests and media types are verified when something is read")
    void verifiesWhatIsRead() throws IOException {
        Descriptor x = image("x");
        Descriptor wrong = new Descriptor(x.mediaType(), x.digest(), x.size() + 1);
        assertFalse(layout.hasBlob(wrong));
        assertFails(ErrorCode.CORRUPT, "expected " + (x.size() + 1) + " bytes", () -> layout.readBlob(wrong));
        assertFails(ErrorCode.INVALID, "larger", () -> layout.readBlob(new Descriptor("a/b", digest(1), 5L << 20)));
        Files.write(blob(x), new byte[1], java.nio.file.StandardOpenOption.APPEND);
        assertFails(ErrorCode.CORRUPT, "there are more", () -> layout.readBlob(x));
        try (InputStream in = layout.openBlob(x)) {
            assertFails(ErrorCode.CORRUPT, "there are more", in::readAllBytes);
        }
        Descriptor other = image("y");
        Descriptor asIndex = new Descriptor(MediaTypes.OCI_INDEX, other.digest(), other.size());
        assertFails(ErrorCode.CORRUPT, "found an image manifest", () -> layout.readIndex(asIndex));
        Descriptor asDocker = new Descriptor(MediaTypes.DOCKER_MANIFEST, other.digest(), other.size());
        assertFails(ErrorCode.CORRUPT, "expected media type", () -> layout.readManifest(asDocker));
        layout.insert(asDocker, "z", null);
        assertFails(ErrorCode.CORRUPT, "expected media type", () -> layout.resolve("z", AMD64));
        Path pipe = blob(new Descriptor("", digest(3), 3));
        io.atoll.testing.Shell.run("mkfifo", pipe.toString());
        assertFails(ErrorCode.CORRUPT, "not a file", () -> layout.openBlob(new Descriptor("", digest(3), 3)));
    }

    @Test
    @DisplayName("S4.12 without an index")
    void noIndex() {
        assertFails(ErrorCode.NOT_FOUND, "cannot find the image index (index.json) in " + directory, layout::index);
        assertEquals(List.of(), layout.tags());
        assertEquals(Optional.empty(), layout.find("x"));
        assertFalse(layout.untag("x"));
        assertFalse(Files.exists(indexFile()));
    }

    @Test
    @DisplayName("S4.13 S4.14 W31 W42 manifests are inserted, replaced, found, listed and removed")
    void insertsAndRemoves() throws IOException {
        Descriptor one = image("a/b:c");
        Descriptor two = image("a_b_c");
        image("a:b/c");
        assertEquals(List.of("a/b:c", "a:b/c", "a_b_c"), layout.tags());
        assertEquals(Optional.of(one), layout.find("a/b:c"));
        assertEquals(AMD64, one.platform());
        assertEquals("a/b:c", one.refName());
        assertEquals(Optional.empty(), layout.find("a/b"));
        assertTrue(layout.hasManifest(one.digest()));
        assertEquals(3, layout.index().manifests().size());
        Descriptor again = layout.insert(two, "a/b:c", ARM64);
        assertEquals(Optional.of(again), layout.find("a/b:c"));
        assertEquals(ARM64, again.platform());
        assertFalse(layout.hasManifest(one.digest()));
        assertEquals(3, layout.index().manifests().size());
        // W42: what is there without a name is not added again.
        layout.insert(one, null, null);
        Descriptor unnamed = layout.insert(one, null, null);
        assertEquals("", unnamed.refName());
        assertEquals(4, layout.index().manifests().size());
        layout.insert(two, null, null);
        assertEquals(4, layout.index().manifests().size());
        assertTrue(layout.untag("a/b:c"));
        assertFalse(layout.untag("a/b:c"));
        assertTrue(layout.remove(one.digest()));
        assertFalse(layout.remove(one.digest()));
        assertEquals(List.of("a:b/c", "a_b_c"), layout.tags());
        layout.replaceAll(one, "only", null);
        assertEquals(1, layout.index().manifests().size());
        assertEquals(List.of("only"), layout.tags());
        assertFails(
                ErrorCode.NOT_FOUND,
                digest(1).hex(),
                () -> layout.insert(new Descriptor(MediaTypes.OCI_MANIFEST, digest(1), 1), "x", null));
        for (String bad : List.of("", "a\nb", "\ud83d", "x".repeat(5000))) {
            assertFails(ErrorCode.INVALID, "cannot", () -> layout.insert(one, bad, null));
        }
        assertArrayEquals(Json.canonical(readIndex()), Files.readAllBytes(indexFile()), "S4.6");
    }

    @Test
    void whatOthersPutIntoTheIndexStays() throws IOException {
        image("x");
        ObjectNode index = readIndex();
        index.put("x-foreign", 1.5).putObject("annotations").put("k", "ü");
        ((ObjectNode) index.get("manifests").get(0)).put("x-field", true);
        ArrayNode manifests = (ArrayNode) index.get("manifests");
        manifests
                .addObject()
                .put("mediaType", "a/b")
                .put("digest", "sha256:../../x")
                .put("size", 1);
        manifests.add("nonsense");
        Files.write(indexFile(), Json.pretty(index));
        image("y");
        ObjectNode after = readIndex();
        assertEquals(1.5, after.get("x-foreign").doubleValue());
        assertTrue(after.get("manifests").get(0).get("x-field").asBoolean());
        assertEquals("nonsense", after.get("manifests").get(2).asText());
        assertEquals(4, after.get("manifests").size());
        assertEquals(2, layout.index().manifests().size(), "the damaged ones are left out");
        assertEquals(Map.of("k", "ü"), layout.index().annotations());
        assertArrayEquals(Json.canonical(after), Files.readAllBytes(indexFile()));
        ((ObjectNode) after.get("manifests").get(0)).put("size", "x");
        Files.write(indexFile(), Json.pretty(after));
        assertFails(ErrorCode.CORRUPT, "size", () -> layout.find("x"));
        assertNull(layout.find("y").orElseThrow().data());
        ObjectNode large = readIndex();
        large.put("x-number", 9007199254740993L);
        Files.write(indexFile(), Json.pretty(large));
        assertTrue(layout.find("y").isPresent());
        assertFails(ErrorCode.UNSUPPORTED, "cannot rewrite", () -> image("z"));
        for (String broken : List.of("", "{", "[]", "{\"manifests\":{}}", "{\"manifests\":[],\"layers\":[]}")) {
            Files.writeString(indexFile(), broken);
            assertFails(ErrorCode.CORRUPT, "index.json", layout::tags);
            assertFails(ErrorCode.CORRUPT, "index.json", () -> image("z"));
            assertEquals(broken, Files.readString(indexFile()));
        }
    }

    @Test
    @DisplayName("W42 blobs that nothing leads to are removed, and what dead processes left")
    void collectsGarbage() throws IOException {
        Descriptor x = image("x");
        byte[] index = Files.readAllBytes(indexFile());
        Files.delete(indexFile());
        assertEquals(0, layout.collectGarbage().blobs(), "a layout that lost its index loses no more");
        Files.write(indexFile(), index);
        Descriptor nested = index(index(manifest(ARM64, "nested")));
        layout.insert(nested, "n", null);
        layout.putBlob("a/b", bytes("orphan"));
        Path dead = Files.createDirectory(directory.resolve(".atoll-1-dead"));
        Files.writeString(dead.resolve("blob-1"), "12345");
        assertEquals(new io.atoll.api.store.Removed(1, 0, 11), layout.collectGarbage());
        assertFalse(Files.exists(dead));
        assertTrue(layout.check().findings().isEmpty());
        layout.untag("n");
        assertEquals(5, layout.collectGarbage().blobs());
        assertTrue(layout.hasBlob(x));
        // Another that is still writing: what is younger than its beginning stays.
        try (ImageLayout other = layouts.open(directory)) {
            Descriptor theirs = other.putBlob("a/b", bytes("theirs"));
            assertEquals(0, layout.collectGarbage().blobs());
            assertTrue(layout.hasBlob(theirs));
        }
        assertEquals(1, layout.collectGarbage().blobs());
    }
}
