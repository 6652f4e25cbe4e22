package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Names that mean an index: W16, W37, W41, W45, S4.15. */
class IndexImagesTest extends StoreTest {
    private static final Platform HOST = Platform.host();
    private static final Platform V6 = new Platform("linux", "arm", "v6");
    private static final Platform V7 = new Platform("linux", "arm", "v7");
    private static final Platform RISCV = new Platform("linux", "riscv64", null);
    private static final Reference APP = Reference.parse("app:1");

    private final Map<Platform, Descriptor> manifests = new HashMap<>();

    /** With a layer that all share, and one of its own. */
    private Descriptor manifest(Platform platform) {
        byte[] shared = new TarBuilder().file("shared", "by all").build();
        byte[] own = new TarBuilder().file("platform", platform.toString()).build();
        Descriptor manifest = TestImages.manifest(store, platform, List.of(shared, own));
        manifests.put(platform, manifest);
        return manifest.withPlatform(platform);
    }

    private Descriptor index(Platform... platforms) {
        List<Descriptor> children = new ArrayList<>();
        for (Platform platform : platforms) {
            children.add(manifest(platform));
        }
        return TestImages.index(store, children);
    }

    private Descriptor attestation() {
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        Descriptor config = TestImages.blob(store, MediaTypes.OCI_EMPTY, empty);
        Descriptor statement = TestImages.blob(
                store, "application/vnd.in-toto+json", "[\"made by\"]".getBytes(StandardCharsets.UTF_8));
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s",\
                "config":{"mediaType":"%s","digest":"%s","size":%d},\
                "layers":[{"mediaType":"%s","digest":"%s","size":%d}]}""".formatted(
                        MediaTypes.OCI_MANIFEST,
                        config.mediaType(),
                        config.digest(),
                        config.size(),
                        statement.mediaType(),
                        statement.digest(),
                        statement.size());
        return TestImages.blob(store, MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8))
                .withPlatform(new Platform("unknown", "unknown", null));
    }

    private StoredImage find(Platform platform) {
        return store.find(APP, platform).orElseThrow();
    }

    private Digest digest(Platform platform) {
        return Objects.requireNonNull(manifests.get(platform)).digest();
    }

    private Path blobFile(Digest digest) {
        return root.resolve("images/blobs/sha256").resolve(digest.hex());
    }

    private void reopen() {
        store.close();
        store = new FileImageStore(new StoreSettings(root), syscalls);
    }

    private Set<Digest> blobs() {
        Set<Digest> found = new HashSet<>();
        store.contents(item -> {
            if (item.kind() == StoredItem.Kind.BLOB) {
                found.add(item.digest());
            }
        });
        return found;
    }

    @Test
    @DisplayName("S4.15, W37: of an index the image for a platform is found, the nearest variant of several")
    void findsThePlatform() {
        Descriptor index = index(V6, V7, HOST);
        StoredImage named = store.tag(APP, index);
        assertEquals(digest(HOST), named.descriptor().digest());
        assertEquals(index.digest(), named.root().digest());
        assertTrue(named.isIndex());
        assertEquals(named, store.find(APP).orElseThrow());
        assertEquals(List.of(named), store.images());
        assertEquals(digest(V6), find(V6).descriptor().digest());
        assertEquals(digest(V7), find(V7).descriptor().digest());
        assertEquals(
                digest(V7),
                find(new Platform("linux", "arm", "v8")).descriptor().digest(),
                "a newer machine runs the newest it can");
        assertEquals(
                digest(V6),
                find(new Platform("linux", "armel", null)).descriptor().digest());
        assertEquals(V6, find(V6).config().platform());
        reopen();
        assertEquals(named, store.find(APP).orElseThrow());
    }

    @Test
    @DisplayName("where no image of an index matches the first is given: its configuration says for what it is")
    void givesTheFirstOtherwise() {
        Descriptor attestation = attestation();
        StoredImage named =
                store.tag(APP, TestImages.index(store, List.of(attestation, manifest(RISCV), manifest(V7))));
        assertEquals(digest(RISCV), named.descriptor().digest());
        assertEquals(RISCV, find(HOST).config().platform());
        assertNull(store.images().getFirst().problem());
    }

    @Test
    @DisplayName("W16: an index in an index leads to its images")
    void findsInNestedIndexes() {
        Descriptor inner = index(V7, HOST);
        store.tag(APP, TestImages.index(store, List.of(manifest(RISCV), inner)));
        assertEquals(digest(HOST), find(HOST).descriptor().digest());
        assertEquals(digest(V7), find(V7).descriptor().digest());
        assertEquals(digest(RISCV), find(RISCV).descriptor().digest());
        assertEquals(0, store.collectGarbage().blobs());
        assertTrue(store.check().isClean(), store.check().toString());
    }

    @Test
    @DisplayName("an index is found by its digest and by the beginning of that")
    void findsByDigest() {
        Descriptor index = index(HOST, V7);
        store.tag(APP, index);
        Reference byDigest = Reference.parse("app@" + index.digest());
        assertEquals(
                digest(V7), store.find(byDigest, V7).orElseThrow().descriptor().digest());
        Reference byId = Reference.parse(index.digest().shortHex());
        assertEquals(digest(V7), store.find(byId, V7).orElseThrow().descriptor().digest());
        assertTrue(store.find(Reference.parse("app@" + digest(V7))).isEmpty(), "the name means the index");
    }

    @Test
    @DisplayName("a name for an index is given only when everything it lists is there")
    void namesOnlyWhatIsComplete() throws IOException {
        Descriptor inner = index(V7);
        Descriptor attestation = attestation();
        Descriptor index = TestImages.index(store, List.of(manifest(HOST), attestation, inner));
        store.tag(APP, index);
        Set<Digest> parts = blobs();
        assertEquals(
                3 + 3 + 3 + 2,
                parts.size() - 1,
                "three manifests with configurations and layers, one shared, two indexes");
        for (Digest part : parts) {
            byte[] content = Files.readAllBytes(blobFile(part));
            Files.delete(blobFile(part));
            Reference other = Reference.parse("other:1");
            var e = assertFails(ErrorCode.NOT_FOUND, () -> store.tag(other, index));
            assertTrue(String.valueOf(e.getMessage()).contains(part.hex()), e.getMessage());
            assertTrue(store.find(other).isEmpty());
            Files.write(blobFile(part), content);
        }
        store.tag(Reference.parse("other:1"), index);
    }

    @Test
    @DisplayName("layers that are elsewhere by their nature need not be there")
    void foreignLayersMayBeElsewhere() {
        Descriptor config = TestImages.blob(
                store,
                MediaTypes.OCI_CONFIG,
                "{\"architecture\":\"amd64\",\"os\":\"windows\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(digest(6))
                        .getBytes(StandardCharsets.UTF_8));
        String text =
                """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
                "layers":[{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"%s",\
                "size":9,"urls":["https://example.com/layer"]}]}""".formatted(MediaTypes.OCI_MANIFEST, config.mediaType(), config.digest(), config.size(), digest(5));
        Descriptor windows = TestImages.blob(store, MediaTypes.OCI_MANIFEST, text.getBytes(StandardCharsets.UTF_8));
        Descriptor index = TestImages.index(
                store, List.of(manifest(HOST), windows.withPlatform(new Platform("windows", "amd64", null))));
        store.tag(APP, index);
        assertTrue(store.check().isClean(), store.check().toString());
    }

    @Test
    @DisplayName("indexes nested too deep and of too many images are refused, and change nothing")
    void boundsIndexes() {
        Descriptor deep = index(HOST);
        for (int i = 0; i < 5; i++) {
            deep = TestImages.index(store, List.of(deep));
        }
        Descriptor tooDeep = deep;
        assertFails(ErrorCode.INVALID, () -> store.tag(APP, tooDeep));
        List<Descriptor> many = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            String manifest =
                    "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[],\"annotations\":{\"n\":\"%d\"}}"
                            .formatted(MediaTypes.OCI_INDEX, i);
            many.add(TestImages.blob(store, MediaTypes.OCI_INDEX, manifest.getBytes(StandardCharsets.UTF_8)));
        }
        Descriptor tooMany = TestImages.index(store, many);
        assertFails(ErrorCode.INVALID, () -> store.tag(APP, tooMany));
        assertTrue(store.find(APP).isEmpty());
    }

    @Test
    @DisplayName("an index without images can be named: it is filled later")
    void namesAnEmptyIndex() {
        Descriptor empty = TestImages.index(store, List.of());
        StoredImage named = store.tag(APP, empty);
        assertTrue(named.isIndex());
        assertNotNull(named.problem());
        assertFails(ErrorCode.UNSUPPORTED, () -> store.find(APP));
        assertEquals(List.of(named), store.images());
        assertEquals(1, store.remove(named).blobs());
    }

    @Test
    @DisplayName("W45: a damaged image of an index is unusable, those for other platforms are not, nor is the list")
    void damageStaysWhereItIs() throws IOException {
        store.tag(APP, index(HOST, V7));
        store.tag(Reference.parse("other:1"), manifest(RISCV));
        Files.writeString(blobFile(digest(HOST)), "x".repeat((int) Files.size(blobFile(digest(HOST)))));
        reopen();
        assertFails(ErrorCode.CORRUPT, () -> store.find(APP));
        assertEquals(digest(V7), find(V7).descriptor().digest());
        List<StoredImage> images = store.images();
        assertEquals(2, images.size());
        assertNotNull(images.get(0).problem());
        assertNull(images.get(1).problem());
        Files.delete(blobFile(digest(HOST)));
        reopen();
        assertFails(ErrorCode.CORRUPT, () -> store.find(APP));
        assertEquals(digest(V7), find(V7).descriptor().digest());
    }

    @Test
    @DisplayName("W41: a check looks at every image of an index, a repair brings what is missing back")
    void checksEveryPlatform() throws IOException {
        store.tag(APP, index(HOST, V7));
        Map<Digest, byte[]> lost = new HashMap<>();
        lost.put(digest(V7), Files.readAllBytes(blobFile(digest(V7))));
        Descriptor layer = find(V7).manifest().layers().getLast();
        lost.put(layer.digest(), Files.readAllBytes(blobFile(layer.digest())));
        lost.keySet().forEach(digest -> assertTrue(blobFile(digest).toFile().delete()));
        reopen();
        List<Finding> findings = store.check().findings();
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.kind() == Kind.MISSING
                                && finding.path().equals(blobFile(digest(V7)))
                                && finding.neededBy().contains("app:1")),
                findings.toString());
        store.repair(
                (blob, image) -> Optional.ofNullable(lost.get(blob.digest())).map(ByteArrayInputStream::new));
        assertTrue(store.check().isClean(), store.check().toString());
        assertEquals(digest(V7), find(V7).descriptor().digest());
    }

    @Test
    @DisplayName("S1.29: removing an index frees all it leads to that nothing else needs")
    void removesWhatItLeadsTo() {
        Descriptor index = TestImages.index(store, List.of(manifest(HOST), attestation(), index(V6, V7)));
        StoredImage named = store.tag(APP, index);
        store.tag(Reference.parse("v7:1"), Objects.requireNonNull(manifests.get(V7)));
        store.layers(find(HOST));
        store.layers(find(V6));
        store.layers(store.find(Reference.parse("v7:1")).orElseThrow());
        assertEquals(4, store.prune(image -> true, true, item -> {}).layers());
        var removed = store.remove(named);
        assertEquals(2, removed.layers(), "those of the host and v6, not the shared one");
        assertEquals(4, blobs().size(), "manifest, configuration, two layers");
        assertTrue(store.check().isClean(), store.check().toString());
        assertEquals(
                4,
                store.remove(store.find(Reference.parse("v7:1")).orElseThrow()).blobs());
        assertEquals(Set.of(), blobs());
    }

    @Test
    @DisplayName(
            "S1.29: images removed one after another, and named anew meanwhile, free what nothing else needs and nothing more")
    void removesOneAfterAnother() {
        Reference first = Reference.parse("first:1");
        Reference second = Reference.parse("second:1");
        Reference third = Reference.parse("third:1");
        store.tag(first, manifest(HOST));
        store.tag(second, manifest(V6));
        store.tag(third, manifest(V7));
        assertEquals(3, store.remove(store.find(first).orElseThrow()).blobs(), "all but the shared layer");
        store.tag(APP, TestImages.index(store, List.of(manifest(HOST), manifest(V6))));
        assertEquals(0, store.remove(store.find(second).orElseThrow()).blobs(), "the index needs it now");
        assertEquals(3, store.remove(store.find(third).orElseThrow()).blobs());
        assertTrue(store.check().isClean(), store.check().toString());
        assertEquals(8, store.remove(find(V6)).blobs());
        assertEquals(Set.of(), blobs());
    }

    @Test
    @DisplayName("what several images of an index share is told of once, and kept by its name")
    void countsSharedOnce() {
        store.tag(APP, index(HOST, V7));
        List<StoredItem> items = new ArrayList<>();
        store.contents(items::add);
        assertEquals(items.stream().map(StoredItem::path).distinct().count(), items.size());
        items.stream().filter(item -> item.kind() == StoredItem.Kind.BLOB).forEach(item -> {
            assertEquals(1, item.keptBy().size(), item.toString());
            assertEquals("app:1", item.keptBy().getFirst().name());
        });
    }

    @Test
    @DisplayName("what a lease protects of an index that was removed stays")
    void leasesProtectImagesOfAnIndex() {
        StoredImage named = store.tag(APP, index(HOST, V7));
        StoredImage v7 = find(V7);
        try (var lease = store.lease("container/c", v7.config().diffIds())) {
            store.layers(v7);
            store.remove(named);
            v7.config().diffIds().forEach(layer -> assertTrue(store.hasLayer(layer)));
            assertFalse(lease.digests().isEmpty());
        }
        assertEquals(2, store.collectGarbage().layers());
    }

    @Test
    @DisplayName("an index that was given another meaning is not removed by who saw the old one")
    void removesWhatWasSeen() {
        StoredImage old = store.tag(APP, index(HOST));
        StoredImage now = store.tag(APP, index(HOST, V7));
        assertFails(ErrorCode.NOT_FOUND, () -> store.remove(old));
        // The image for the host is the same in both, what the name means is not.
        assertEquals(old.descriptor(), now.descriptor());
        store.remove(find(V7));
        assertEquals(List.of(), store.images());
    }
}
