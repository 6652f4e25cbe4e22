package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.layout.ImageLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImageCopierTest extends TransferTest {
    private final MemorySource source = new MemorySource();
    private final TransportImageCopier copier = new TransportImageCopier();

    @BeforeEach
    void transports() {
        copier.add(new StoreTransport(store), Map.of(ImageTransport.NAME, ImageLocation.STORE));
    }

    private ImageSet plan(@Nullable Platform platform) {
        return new ImageWalk(source).walk(source.images(), platform);
    }

    private ImageSet toStore(String name, @Nullable Platform platform) {
        try (ImageTarget target = copier.target(ImageLocation.parse(name), context)) {
            return copier.copy(source, target, platform, TransferListener.NONE);
        }
    }

    @Test
    @DisplayName("an image is copied into the store with every byte as it was")
    void copiesIntoStore() {
        Descriptor image = source.image(AMD64, tar("one"));
        source.images.add(image);
        toStore("copied", null);
        Descriptor stored = store.find(Reference.parse("copied")).orElseThrow().root();
        assertEquals(image.digest(), stored.digest());
        assertArrayEquals(source.readDocument(image), store.readBlob(stored));
        assertTrue(store.leases().isEmpty());
        assertTrue(store.check().isClean());
    }

    @Test
    @DisplayName("blobs that the store has are not read again")
    void copiesOnce() {
        source.images.add(source.image(AMD64, tar("one")));
        toStore("a", null);
        int before = source.opened.size();
        toStore("b", null);
        assertEquals(before, source.opened.size());
    }

    @Test
    @DisplayName("a blob that is not what its digest says leaves no name and no blob")
    void refusesWrongBlob() {
        Descriptor image = source.image(AMD64, tar("one"));
        source.images.add(image);
        Descriptor layer = plan(null).blobs().stream()
                .filter(blob -> blob.kind() == ImageSet.Kind.LAYER)
                .findFirst()
                .orElseThrow()
                .descriptor();
        source.blobs.put(layer.digest(), new byte[(int) layer.size()]);
        assertFails(ErrorCode.CORRUPT, layer.digest().toString(), () -> toStore("bad", null));
        assertTrue(store.find(Reference.parse("bad")).isEmpty());
        assertTrue(!store.hasBlob(layer));
        assertTrue(store.leases().isEmpty());
    }

    @Test
    @DisplayName("of an index the image for the platform, through nested indexes")
    void choosesPlatform() {
        Descriptor arm = source.image(ARM64, tar("arm")).withPlatform(ARM64);
        Descriptor amd = source.image(AMD64, tar("amd"));
        source.images.add(source.index(arm, source.index(amd)).withRefName("app"));
        ImageSet set = plan(AMD64);
        assertEquals(List.of(amd.digest()), digests(set));
        assertEquals("app", set.images().getFirst().name());
        assertEquals(List.of(arm.digest()), digests(plan(ARM64)));
    }

    @Test
    @DisplayName("without a platform everything, what is referred to first")
    void copiesAll() {
        Descriptor arm = source.image(ARM64, tar("arm")).withPlatform(ARM64);
        Descriptor amd = source.image(AMD64, tar("amd")).withPlatform(AMD64);
        Descriptor inner = source.index(amd);
        Descriptor outer = source.index(arm, inner);
        source.images.add(outer);
        assertEquals(List.of(arm.digest(), amd.digest(), inner.digest(), outer.digest()), digests(plan(null)));
    }

    @Test
    @DisplayName("nothing for the platform: the error names what there is")
    void namesPlatforms() {
        source.images.add(source.index(
                source.image(ARM64, tar("arm")).withPlatform(ARM64),
                source.image(AMD64, tar("x")).withPlatform(new Platform("unknown", "unknown", null))));
        assertFails(
                ErrorCode.NOT_FOUND,
                "no image for linux/s390x; there is: linux/arm64/v8",
                () -> plan(new Platform("linux", "s390x", null)));
    }

    @Test
    @DisplayName("an index that says it is a manifest is CORRUPT (CVE-2021-41190)")
    void refusesTypeConfusion() {
        Descriptor index = source.index(source.image(AMD64, tar("one")));
        source.images.add(new Descriptor(MediaTypes.OCI_MANIFEST, index.digest(), index.size()));
        assertFails(ErrorCode.CORRUPT, "expected an image manifest but found an index", () -> plan(null));
    }

    @Test
    @DisplayName("a manifest that says it is an index is CORRUPT")
    void refusesTypeConfusionOther() {
        Descriptor image = source.image(AMD64, tar("one"));
        source.images.add(new Descriptor(MediaTypes.OCI_INDEX, image.digest(), image.size()));
        assertFails(ErrorCode.CORRUPT, "expected an index but found an image manifest", () -> plan(AMD64));
    }

    @Test
    @DisplayName("one digest with two sizes is CORRUPT")
    void refusesTwoSizes() {
        Descriptor layer = source.put(MediaTypes.OCI_LAYER, tar("one"));
        Descriptor longer = new Descriptor(MediaTypes.OCI_LAYER, layer.digest(), layer.size() + 1);
        source.images.add(
                source.manifest(new Manifest(MediaTypes.OCI_MANIFEST, source.config(AMD64), List.of(layer, longer))));
        assertFails(ErrorCode.CORRUPT, "and elsewhere", () -> plan(null));
    }

    @Test
    @DisplayName("indexes nested too deep are refused")
    void boundsDepth() {
        Descriptor index = source.image(AMD64, tar("one"));
        for (int i = 0; i < ImageLimits.MAX_NESTING; i++) {
            index = source.index(index);
        }
        source.images.add(index);
        assertEquals(ImageLimits.MAX_NESTING + 1, plan(null).documents().size());
        assertEquals(1, plan(AMD64).documents().size());
        source.images.set(0, source.index(index));
        assertFails(ErrorCode.INVALID, "nested more than", () -> plan(null));
        assertFails(ErrorCode.CORRUPT, "nested more than", () -> plan(AMD64));
    }

    @Test
    @DisplayName("more documents than anybody has are refused")
    void boundsDocuments() {
        List<Descriptor> many = new ArrayList<>();
        for (int i = 0; i < ImageLimits.MAX_DOCUMENTS; i++) {
            many.add(source.manifest(new Manifest(
                    MediaTypes.OCI_MANIFEST, null, source.config(AMD64), List.of(), null, Map.of("n", "" + i))));
        }
        source.images.add(source.index(many.toArray(new Descriptor[0])));
        assertFails(ErrorCode.INVALID, "more than 1000 manifests", () -> plan(null));
        source.images.set(0, source.index(many.subList(1, many.size()).toArray(new Descriptor[0])));
        source.images.addAll(many.subList(0, 500));
        assertEquals(1 + many.size(), plan(null).documents().size(), "it is a limit for each image");
    }

    @Test
    @DisplayName("layers that are elsewhere by their nature are not copied")
    void leavesForeignLayers() {
        Descriptor own = source.put(MediaTypes.OCI_LAYER, tar("one"));
        Descriptor foreign = new Descriptor(
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                own.digest(),
                9,
                null,
                null,
                null,
                List.of("https://example.org/layer"),
                Map.of());
        source.images.add(
                source.manifest(new Manifest(MediaTypes.DOCKER_MANIFEST, source.config(AMD64), List.of(foreign, own))));
        assertEquals(
                List.of(own),
                plan(null).blobs().stream()
                        .filter(blob -> blob.kind() == ImageSet.Kind.LAYER)
                        .map(ImageSet.Blob::descriptor)
                        .toList());
    }

    @Test
    @DisplayName("an artifact is copied: empty configuration, subject")
    void copiesArtifacts() {
        Descriptor subject = source.image(AMD64, tar("one"));
        Descriptor artifact = source.manifest(new Manifest(
                MediaTypes.OCI_MANIFEST,
                "application/vnd.example.sbom",
                source.put(MediaTypes.OCI_EMPTY, "{}"),
                List.of(source.put("application/json", "{\"a\":1}")),
                subject,
                Map.of()));
        source.images.add(artifact);
        ImageSet set = plan(AMD64);
        assertEquals(List.of(artifact.digest()), digests(set));
        assertEquals(2, set.blobs().size());
    }

    @Test
    @DisplayName("W16 an unknown transport is refused with those there are")
    void namesTransports() {
        assertFails(
                ErrorCode.UNSUPPORTED,
                "there are: atoll",
                () -> copier.source(ImageLocation.parse("ipfs://abc"), context));
    }

    @Test
    @DisplayName("several images do not fit under one name of the store")
    void refusesSeveral() {
        source.images.add(source.image(AMD64, tar("one")).withRefName("a"));
        source.images.add(source.image(AMD64, tar("two")).withRefName("b"));
        assertFails(ErrorCode.INVALID, "cannot store 2 images", () -> toStore("x", null));
    }

    @Test
    @DisplayName("S1.33 an image that is not there")
    void missingImage() {
        assertFails(
                ErrorCode.NOT_FOUND,
                "image 'nothing' not found locally",
                () -> copier.source(ImageLocation.parse("nothing"), context));
    }

    private static List<io.atoll.api.image.Digest> digests(ImageSet set) {
        return set.documents().stream()
                .map(document -> document.descriptor().digest())
                .toList();
    }
}
