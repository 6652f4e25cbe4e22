package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W37: a layer that only its vendor may distribute, with a real registry that knows of such layers. */
@Timeout(120)
final class ForeignRegistryTest extends CopyFixture {
    private static final String TYPE = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    @BeforeAll
    static void require() {
        DockerRegistry.require(ForeignRegistryTest.class);
    }

    @Test
    @DisplayName("W37: it is not pushed, comes from its vendor when it is pulled, and is not pushed then, either")
    void stays() throws IOException, InterruptedException {
        byte[] layer = ConcurrentPullsTest.tar("base", 5000).getBytes(StandardCharsets.US_ASCII);
        Path directory = DockerRegistry.newDirectory();
        try (FakeRegistry vendor = PullFixture.newRegistry();
                DockerRegistry registry = new DockerRegistry(
                        directory,
                        directory.resolve("storage"),
                        "",
                        "validation: {manifests: {urls: {allow: ['^http://127']}}}")) {
            vendor.on("/base.tar", FakeRegistry.answer(200, "application/octet-stream", layer));
            Path made = made(layer, "http://" + vendor.name() + "/base.tar");

            copy("oci:" + made + ":win", "docker://" + registry.name() + "/win:1");
            StoredImage pulled = pull(registry.name() + "/win:1", Platform.host());
            assertEquals(1, vendor.seen("/base.tar").size());
            assertArrayEquals(layer, store().readBlob(pulled.manifest().layers().getFirst()));
            Path root = store().layers(pulled).getFirst().directory();
            assertEquals(5000, Files.size(root.resolve("base")));

            copy(registry.name() + "/win:1", "docker://" + registry.name() + "/again:1");
            assertArrayEquals(registry.raw("win:1"), registry.raw("again:1"));
            copy("docker://" + registry.name() + "/win:1", "docker://" + registry.name() + "/copied:1");
            assertArrayEquals(registry.raw("win:1"), registry.raw("copied:1"));
            String hex = TestImage.digest(layer).hex();
            try (var files = Files.walk(directory.resolve("storage"))) {
                assertTrue(files.noneMatch(file -> file.toString().contains(hex)), "the registry never got it");
            }
            // As skopeo, which leaves it where it is, too.
            registry.pull("again:1", temporary.resolve("theirs"));
            assertEquals(1, vendor.seen("/base.tar").size());
            assertTrue(
                    store().check().isClean(), () -> store().check().findings().toString());
        }
    }

    private Path made(byte[] layer, String url) throws IOException {
        HandmadeLayout layout = new HandmadeLayout(temporary.resolve("made"));
        Platform here = Platform.host();
        String config = layout.blob(
                MediaTypes.OCI_CONFIG,
                "{\"os\":\"%s\",\"architecture\":\"%s\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(here.os(), here.architecture(), TestImage.digest(layer)));
        String elsewhere =
                TestImage.entry(TYPE, TestImage.digest(layer), layer.length, ",\"urls\":[\"%s\"]".formatted(url));
        layout.name("win", layout.manifest("", config, elsewhere));
        return layout.directory();
    }
}
