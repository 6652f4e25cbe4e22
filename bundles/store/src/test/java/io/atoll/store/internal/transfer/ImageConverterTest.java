package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageConverter.Types;
import io.atoll.api.transfer.TransferListener;
import io.atoll.testing.TestImages;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImageConverterTest extends TransferTest {
    private StoredImage convert(StoredImage image, @Nullable LayerFormat format, @Nullable Types types) {
        return convert(image, format, types, null);
    }

    private StoredImage convert(
            StoredImage image, @Nullable LayerFormat format, @Nullable Types types, @Nullable Platform platform) {
        return new StoreImageConverter(store)
                .convert(image, Reference.parse("converted"), format, false, types, platform, TransferListener.NONE);
    }

    private StoredImage image() {
        return TestImages.image(store, "app:1", List.of(tar("one"), tar("two"), tar("one")));
    }

    private static List<String> types(StoredImage image) {
        return image.manifest().layers().stream().map(Descriptor::mediaType).toList();
    }

    @Test
    @DisplayName("layers are compressed otherwise; configuration and diff-ids stay; it can be run")
    void recompresses() {
        StoredImage image = image();
        StoredImage zstd = convert(image, new LayerFormat.Zstd(), null);
        assertEquals(
                List.of(MediaTypes.OCI_LAYER_ZSTD, MediaTypes.OCI_LAYER_ZSTD, MediaTypes.OCI_LAYER_ZSTD), types(zstd));
        assertEquals(image.manifest().config(), zstd.manifest().config());
        assertEquals(3, store.layers(zstd).size());
        StoredImage plain = convert(zstd, new LayerFormat.Plain(), null);
        assertEquals(
                image.config().diffIds(),
                plain.manifest().layers().stream().map(Descriptor::digest).toList());
        assertTrue(store.check().isClean());
        assertTrue(store.leases().isEmpty());
    }

    @Test
    @DisplayName("the same conversion has the same digest; what is compressed so already stays the same document")
    void reproducible() {
        StoredImage image = image();
        Descriptor first = convert(image, new LayerFormat.Zstd(), null).root();
        assertEquals(
                first.digest(),
                convert(image, new LayerFormat.Zstd(), null).root().digest());
        assertEquals(
                image.root().digest(),
                convert(image, new LayerFormat.Gzip(), null).root().digest());
    }

    @Test
    @DisplayName("Docker's media types, and back")
    void docker() {
        StoredImage image = image();
        StoredImage docker = convert(image, null, Types.DOCKER);
        assertEquals(MediaTypes.DOCKER_MANIFEST, docker.manifest().mediaType());
        assertEquals(MediaTypes.DOCKER_CONFIG, docker.manifest().config().mediaType());
        assertEquals(MediaTypes.DOCKER_LAYER_GZIP, types(docker).getFirst());
        assertNotEquals(image.root().digest(), docker.root().digest());
        StoredImage plain = convert(docker, new LayerFormat.Plain(), null);
        assertEquals(MediaTypes.DOCKER_LAYER, types(plain).getFirst());
        assertEquals(
                MediaTypes.OCI_LAYER_GZIP,
                types(convert(docker, null, Types.OCI)).getFirst());
        assertFails(
                ErrorCode.INVALID, "--compression gzip", () -> convert(image, new LayerFormat.Zstd(), Types.DOCKER));
    }

    @Test
    @DisplayName("of an index every image, or one of them")
    void index() {
        Descriptor both = TestImages.index(
                store,
                List.of(
                        TestImages.manifest(store, AMD64, List.of(tar("amd"))).withPlatform(AMD64),
                        TestImages.manifest(store, ARM64, List.of(tar("arm"))).withPlatform(ARM64)));
        StoredImage image = store.tag(Reference.parse("multi:1"), both);
        StoredImage converted = convert(image, new LayerFormat.Zstd(), null);
        assertTrue(converted.isIndex());
        StoredImage arm = store.find(converted.reference(), ARM64).orElseThrow();
        assertEquals("arm64", arm.config().platform().architecture());
        assertEquals(List.of(MediaTypes.OCI_LAYER_ZSTD), types(arm));
        StoredImage only = convert(image, new LayerFormat.Zstd(), null, ARM64);
        assertEquals(arm.descriptor().digest(), only.root().digest());
    }

    @Test
    @DisplayName("a layer that is not what its configuration says is CORRUPT, and nothing is named")
    void wrongLayer() {
        Descriptor layer = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(tar("evil")));
        Descriptor config = TestImages.blob(
                store,
                MediaTypes.OCI_CONFIG,
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(TestImages.sha256(tar("good")))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Descriptor manifest = TestImages.blob(
                store,
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                        .formatted(ArchiveTest.Layout.json(config), ArchiveTest.Layout.json(layer))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        StoredImage image = store.tag(Reference.parse("evil:1"), manifest);
        assertFails(ErrorCode.CORRUPT, "expected diff-id", () -> convert(image, new LayerFormat.Zstd(), null));
        assertTrue(store.find(Reference.parse("converted")).isEmpty());
    }
}
