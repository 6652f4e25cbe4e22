package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.TransferListener;
import io.atoll.json.Json;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.archive.StreamedArchives;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.Shell;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaveLoadTest extends ArchiveTest {
    private StoredImage image(String name, String... layers) {
        List<byte[]> archives = new ArrayList<>();
        for (String layer : layers) {
            archives.add(tar(layer));
        }
        return TestImages.image(store, name, archives);
    }

    @Test
    @DisplayName("S1.45 S1.46 S1.47 S1.48 oci-layout, index.json, manifest, configuration, layers bottom first")
    void order() throws IOException {
        StoredImage image = image("app:1", "bottom", "top");
        Map<String, byte[]> files = files(save(Format.OCI, image));
        List<String> expected = new ArrayList<>(List.of("oci-layout", "index.json"));
        expected.add("blobs/sha256/" + image.descriptor().digest().hex());
        expected.add("blobs/sha256/" + image.manifest().config().digest().hex());
        image.manifest()
                .layers()
                .forEach(layer -> expected.add("blobs/sha256/" + layer.digest().hex()));
        assertEquals(expected, List.copyOf(files.keySet()));
        assertEquals(
                "{\"imageLayoutVersion\":\"1.0.0\"}",
                new String(Objects.requireNonNull(files.get("oci-layout")), StandardCharsets.UTF_8));
        JsonNode index = Json.parse(Objects.requireNonNull(files.get("index.json")), "index");
        assertEquals(2, index.path("schemaVersion").intValue());
        assertEquals(MediaTypes.OCI_INDEX, index.path("mediaType").textValue());
        assertEquals(1, index.path("manifests").size());
        JsonNode manifest = index.path("manifests").get(0);
        assertEquals(MediaTypes.OCI_MANIFEST, manifest.path("mediaType").textValue());
        assertEquals(
                image.descriptor().digest().toString(), manifest.path("digest").textValue());
        assertEquals(image.descriptor().size(), manifest.path("size").longValue());
        assertEquals(
                "app:1", manifest.path("annotations").path(Descriptor.REF_NAME).textValue());
        JsonNode document = Json.parse(Objects.requireNonNull(files.get(expected.get(2))), "manifest");
        assertEquals(2, document.path("schemaVersion").intValue());
        assertEquals(
                MediaTypes.OCI_CONFIG, document.path("config").path("mediaType").textValue());
        for (int i = 0; i < 2; i++) {
            JsonNode layer = document.path("layers").get(i);
            byte[] saved = Objects.requireNonNull(files.get(expected.get(4 + i)));
            assertEquals(MediaTypes.OCI_LAYER_GZIP, layer.path("mediaType").textValue());
            assertEquals(saved.length, layer.path("size").longValue());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S1.55 W15 save, load, save: configuration, layers, manifest and name are the same bytes")
    void roundTrip(Format format) {
        StoredImage image = image("registry.example.org/team/app:1", "one", "two");
        byte[] archive = save(format, image);
        try (OpenStore second = OpenStore.at(temporary.resolve("second"), syscalls, new LocalDisk())) {
            StreamedArchives there = new StreamedArchives(second.store());
            there.load(new ByteArrayInputStream(archive), null, loaded -> {}, TransferListener.NONE);
            StoredImage loaded = second.store().find(image.reference()).orElseThrow();
            assertEquals(image.descriptor().digest(), loaded.descriptor().digest());
            assertArrayEquals(
                    store.readBlob(image.manifest().config()),
                    second.store().readBlob(loaded.manifest().config()));
            java.io.ByteArrayOutputStream again = new java.io.ByteArrayOutputStream();
            there.save(List.of(loaded), format, again, TransferListener.NONE);
            assertArrayEquals(archive, again.toByteArray());
            assertTrue(second.store().check().isClean());
            assertTrue(second.store().leases().isEmpty());
        }
    }

    @Test
    @DisplayName("W16 media types are those the image has: zstd and WebAssembly stay what they are")
    void mediaTypes() {
        Descriptor module = TestImages.blob(store, "application/wasm", new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        Descriptor config = TestImages.blob(
                store,
                MediaTypes.OCI_CONFIG,
                "{\"architecture\":\"wasm\",\"os\":\"wasip1\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(module.digest())
                        .getBytes(StandardCharsets.UTF_8));
        Descriptor manifest = TestImages.blob(
                store,
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(MediaTypes.OCI_MANIFEST, Layout.json(config), Layout.json(module))
                        .getBytes(StandardCharsets.UTF_8));
        StoredImage image = store.tag(Reference.parse("wasm:1"), manifest);
        byte[] archive = save(Format.OCI, image);
        store.remove(image);
        StoredImage loaded = load(archive).getFirst();
        assertEquals("application/wasm", loaded.manifest().layers().getFirst().mediaType());
        assertFalse(store.hasLayer(module.digest()), "a module is not unpacked");
    }

    @Test
    @DisplayName("S1.53 several images in one archive: what they share is there once, each is loaded")
    void several() throws IOException {
        StoredImage one = image("one:1", "shared", "a");
        StoredImage two = image("two:1", "shared", "b");
        StoredImage alias = store.tag(Reference.parse("alias:1"), one.root());
        byte[] archive = save(Format.DOCKER, one, two, alias);
        assertEquals(1 + 1 + 1 + 2 + 2 + 3, files(archive).size());
        store.remove(one);
        store.remove(two);
        store.remove(alias);
        assertEquals(List.of("one:1", "two:1", "alias:1"), names(load(archive)));
        assertTrue(store.check().isClean());
    }

    @Test
    @DisplayName("S1.53 a blob that is there already is not written again")
    void notRewritten() throws IOException {
        StoredImage image = image("app:1", "one");
        byte[] archive = save(Format.OCI, image);
        Path blob = temporary
                .resolve("store/images/blobs/sha256")
                .resolve(image.manifest().layers().getFirst().digest().hex());
        Object before = Files.getAttribute(blob, "unix:ino");
        load(archive);
        assertEquals(before, Files.getAttribute(blob, "unix:ino"));
    }

    @Test
    @DisplayName("S1.54 the name: --tag, else the archive's, else the manifest's digest")
    void naming() {
        Layout layout = new Layout();
        Descriptor image = layout.image(tar("x"));
        byte[] archive = layout.list(image, "").build();
        assertEquals(List.of("mine:latest"), names(load(archive, "mine")));
        assertEquals(List.of("mine:latest"), names(store.images()));
        store.remove(find("mine"));
        assertEquals(List.of("unnamed@" + image.digest()), names(load(archive)));
        Layout named = new Layout();
        assertEquals(
                List.of("app:2"),
                names(load(named.list(named.image(tar("x")), "app:2").build())));
    }

    @Test
    @DisplayName("S1.54 an image without a name is found by its digest, listed once, and gone when it gets a name")
    void unnamed() {
        Layout layout = new Layout();
        Descriptor image = layout.image(tar("x"));
        byte[] archive = layout.list(image, "").build();
        StoredImage loaded = load(archive).getFirst();
        assertTrue(loaded.reference().isUnnamed());
        load(archive);
        assertEquals(
                List.of(loaded.reference()),
                store.images().stream().map(StoredImage::reference).toList());
        String hex = image.digest().hex();
        for (String id : List.of("sha256:" + hex, hex, hex.substring(0, 12), "unnamed@sha256:" + hex)) {
            assertEquals(image.digest(), find(id).root().digest(), id);
        }
        assertEquals(
                Map.of(),
                root(save(Format.OCI, find(hex)))
                        .path("annotations")
                        .propertyStream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                "it has no name there either");
        store.tag(Reference.parse("app:1"), image);
        assertEquals(List.of("app:1"), names(store.images()));
        assertEquals(
                List.of(loaded.reference()),
                load(archive).stream().map(StoredImage::reference).toList());
        assertEquals(List.of("app:1"), names(store.images()), "it has a name already");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what has a digest in the place of a tag is loaded by others too")
    void withoutATag(Format format) throws IOException {
        StoredImage image = image("app:1", "one");
        StoredImage pinned = store.tag(
                Reference.parse("registry.example.org/app@" + image.root().digest()), image.root());
        byte[] manifest = files(save(format, pinned)).get("manifest.json");
        if (format == Format.DOCKER) {
            JsonNode tags = Json.parse(Objects.requireNonNull(manifest), "manifest.json")
                    .path(0)
                    .path("RepoTags");
            assertEquals(0, tags.size(), "Docker refuses an archive with such a one: " + tags);
        }
    }

    private static JsonNode root(byte[] archive) {
        try {
            return Json.parse(Objects.requireNonNull(files(archive).get("index.json")), "index")
                    .path("manifests")
                    .get(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what is loaded is ready to run: its layers are extracted")
    void extracts(Format format) {
        StoredImage one = image("one:1", "shared", "a");
        StoredImage two = image("two:1", "shared", "b");
        byte[] archive = save(format, one, two);
        store.remove(one);
        store.remove(two);
        one.config().diffIds().forEach(diffId -> assertFalse(store.hasLayer(diffId)));
        List<String> told = new ArrayList<>();
        archives.load(new ByteArrayInputStream(archive), null, loaded -> {}, new TransferListener() {
            @Override
            public void unpacking(String image) {
                told.add(image);
            }
        });
        assertEquals(List.of("one:1", "two:1"), told);
        for (StoredImage image : List.of(one, two)) {
            image.config().diffIds().forEach(diffId -> assertTrue(store.hasLayer(diffId)));
        }
        assertEquals(List.of(), store.check().findings());
    }

    @Test
    @DisplayName("of an index only the image for this machine is extracted")
    void extractsForThisMachine() {
        Layout layout = new Layout();
        Platform host = Platform.host();
        Platform other = new Platform("linux", host.architecture().equals("s390x") ? "amd64" : "s390x", null);
        Descriptor index = layout.blob(
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[%s,%s]}"
                        .formatted(
                                Layout.json(layout.image(tar("other")), other),
                                Layout.json(layout.image(tar("host")), host)));
        load(layout.list(index, "all:1").build());
        assertTrue(store.hasLayer(TestImages.sha256(tar("host"))));
        assertFalse(store.hasLayer(TestImages.sha256(tar("other"))));
    }

    @Test
    @DisplayName("a layer that is not what the configuration says: nothing is loaded")
    void wrongDiffId() throws IOException {
        Layout layout = new Layout();
        Descriptor layer = layout.blob(MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(tar("evil")));
        Descriptor config = layout.blob(
                MediaTypes.OCI_CONFIG,
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(TestImages.sha256(tar("good"))));
        Descriptor image = layout.blob(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                        .formatted(Layout.json(config), Layout.json(layer)));
        assertFails(
                ErrorCode.CORRUPT,
                "is not what the image's configuration says",
                () -> load(layout.list(image, "app:1").build()));
        assertEquals(List.of(), stored());
    }

    @Test
    @DisplayName("S1.54 --tag for an archive of two images is refused, and nothing is named")
    void oneNameForTwo() {
        Layout layout = new Layout();
        layout.list(layout.image(tar("a")), "a").list(layout.image(tar("b")), "b");
        assertFails(ErrorCode.INVALID, "it holds 2 images", () -> load(layout.build(), "x"));
        assertEquals(List.of(), store.images());
    }

    @Test
    @DisplayName("W16 an index is loaded as one, with all it refers to, also nested")
    void index() {
        Layout layout = new Layout();
        Descriptor inner = layout.blob(
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(Layout.json(layout.image(tar("a")))));
        Descriptor outer = layout.blob(
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[%s,%s]}"
                        .formatted(Layout.json(inner), Layout.json(layout.image(tar("b")))));
        assertEquals(List.of("all:1"), names(load(layout.list(outer, "all:1").build())));
        assertEquals(outer.digest(), find("all:1").root().digest());
        assertTrue(store.hasBlob(inner));
        byte[] again = save(Format.OCI, find("all:1"));
        store.remove(find("all:1"));
        load(again);
        assertEquals(outer.digest(), find("all:1").root().digest());
    }

    @Test
    @DisplayName("of an index from which others left out what they did not have, the image that is there is loaded")
    void sparseIndex() {
        Layout layout = new Layout();
        Descriptor there = layout.image(tar("a"));
        Descriptor missing = new Descriptor(MediaTypes.OCI_MANIFEST, TestImages.sha256(new byte[] {1}), 400);
        Descriptor index = layout.blob(
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[%s,%s]}".formatted(Layout.json(missing), Layout.json(there)));
        load(layout.list(index, "app:1").build());
        assertEquals(there.digest(), find("app:1").root().digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "bzip2", "xz"})
    @DisplayName("archives that are compressed as a whole are read")
    void compressed(String program) throws IOException {
        StoredImage image = image("app:1", "one");
        Path file = temporary.resolve("archive");
        Files.write(file, save(Format.OCI, image));
        store.remove(image);
        Shell.run("sh", "-c", "%s <%s >%s.c".formatted(program, file, file));
        assertEquals(List.of("app:1"), names(load(Files.readAllBytes(Path.of(file + ".c")))));
    }

    @Test
    @DisplayName("W16 names with ./ are the same names")
    void dotSlash() {
        byte[] archive = new io.atoll.testing.TarBuilder()
                .directory("./")
                .file("./oci-layout", LAYOUT)
                .file("./index.json", "{\"manifests\":[]}")
                .build();
        assertFails(ErrorCode.INVALID, "index.json: empty manifests array", () -> load(archive));
    }

    @Test
    @DisplayName(
            "S1.34 S1.50 an image without its configuration is told as tag and push tell it, before anything is written")
    void missingConfig() throws IOException {
        StoredImage image = image("app:1", "one");
        Files.delete(temporary
                .resolve("store/images/blobs/sha256")
                .resolve(image.manifest().config().digest().hex()));
        assertFails(
                ErrorCode.NOT_FOUND,
                "OCI config not found for 'app:1' — re-pull or rebuild the image to populate the blob cache",
                () -> save(Format.OCI, StoredImage.broken(image.reference(), image.root(), "broken")));
    }

    @Test
    @DisplayName("S1.35 S1.50 an image without a layer's blob")
    void missingLayer() throws IOException {
        StoredImage image = image("app:1", "one");
        String digest = image.manifest().layers().getFirst().digest().toString();
        Files.delete(temporary.resolve("store/images/blobs").resolve(digest.replace(':', '/')));
        assertFails(
                ErrorCode.NOT_FOUND,
                "blob not found for layer %s — re-pull or rebuild the image to populate the blob cache"
                        .formatted(digest.substring(0, 19)),
                () -> save(Format.OCI, image));
    }

    @Test
    @DisplayName("a reader that goes away is a clear error")
    void brokenPipe() {
        StoredImage image = image("app:1", "one");
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        AtollException e = assertThrows(
                AtollException.class, () -> archives.save(List.of(image), Format.OCI, gone, TransferListener.NONE));
        assertEquals("cannot write the archive: Broken pipe", e.getMessage());
    }

    @Test
    @DisplayName("a Docker archive in its old form: its configuration stays, its layers are as they were found")
    void oldDocker() {
        byte[] layer = tar("old");
        byte[] zipped = TestImages.gzip(tar("zipped"));
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\",\"%s\",\"%s\"]}}"
                        .formatted(
                                TestImages.sha256(layer), TestImages.sha256(tar("zipped")), TestImages.sha256(layer));
        byte[] archive = new io.atoll.testing.TarBuilder()
                .file("aa/VERSION", "1.0")
                .file("aa/json", "{}")
                .file("aa/layer.tar", layer)
                .file("bb/layer.tar", zipped)
                .symlink("cc/layer.tar", "../aa/layer.tar")
                .file("abc.json", config)
                .file(
                        "manifest.json",
                        "[{\"Config\":\"abc.json\",\"RepoTags\":[\"app:1\",\"app:2\"],\"Layers\":[\"aa/layer.tar\",\"bb/layer.tar\",\"cc/layer.tar\"]}]")
                .file("repositories", "{}")
                .build();
        List<StoredImage> loaded = load(archive);
        assertEquals(List.of("app:1", "app:2"), names(loaded));
        StoredImage image = loaded.getFirst();
        assertArrayEquals(
                config.getBytes(StandardCharsets.UTF_8),
                store.readBlob(image.manifest().config()));
        assertEquals(
                List.of(MediaTypes.OCI_LAYER, MediaTypes.OCI_LAYER_GZIP, MediaTypes.OCI_LAYER),
                image.manifest().layers().stream().map(Descriptor::mediaType).toList());
        assertEquals(
                TestImages.sha256(layer), image.manifest().layers().getFirst().digest());
        assertFalse(store.layers(image).isEmpty());
        Descriptor first = image.descriptor();
        loaded.forEach(store::remove);
        assertEquals(first, load(archive).getFirst().descriptor(), "always the same manifest");
    }

    @Test
    @DisplayName("a layer of a Docker archive that is not what the configuration says is refused")
    void wrongDockerLayer() {
        byte[] archive = new io.atoll.testing.TarBuilder()
                .file("l.tar", tar("evil"))
                .file(
                        "c.json",
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                                .formatted(TestImages.sha256(tar("good"))))
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"app:1\"],\"Layers\":[\"l.tar\"]}]")
                .build();
        assertFails(ErrorCode.CORRUPT, "the layer 'l.tar' of the archive is not what", () -> load(archive));
        assertEquals(List.of(), store.images());
    }
}
