package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.layout.ResolvedImage;
import io.atoll.json.Json;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What skopeo, umoci and buildah read and write. */
class LayoutPeersTest extends LayoutTest {
    private Descriptor both() {
        return layout.insert(
                index(
                        manifest(AMD64, "amd").withPlatform(AMD64),
                        manifest(ARM64, "arm").withPlatform(ARM64)),
                "both",
                null);
    }

    @Test
    @DisplayName("skopeo reads what is written here, and the other way round, of all platforms")
    void skopeo() throws IOException {
        Requires.program("skopeo");
        Descriptor x = image("x");
        both();
        String told = Shell.run("skopeo", "inspect", "oci:" + directory + ":x");
        assertEquals(
                x.digest().toString(),
                Json.parse(told.getBytes(StandardCharsets.ISO_8859_1), "inspect")
                        .get("Digest")
                        .asText());
        Path copy = temporary.resolve("copy");
        Shell.run("skopeo", "copy", "--all", "oci:" + directory + ":both", "oci:" + copy + ":all");
        Shell.run("skopeo", "--override-arch", "arm64", "copy", "oci:" + directory + ":both", "oci:" + copy + ":arm");
        try (ImageLayout theirs = layouts.open(copy)) {
            for (var platform : List.of(AMD64, ARM64)) {
                ResolvedImage image = theirs.resolve("all", platform);
                assertEquals(
                        layout.resolve("both", platform).descriptor().digest(),
                        image.descriptor().digest());
                assertEquals(
                        platform, theirs.readConfig(image.manifest().config()).platform());
            }
            assertEquals(
                    layout.resolve("both", ARM64).descriptor().digest(),
                    theirs.resolve("arm", ARM64).descriptor().digest());
            assertTrue(theirs.check().isClean(), theirs.check().toString());
            theirs.insert(theirs.resolve("all", AMD64).descriptor(), "mine", null);
            assertEquals(List.of("all", "arm", "mine"), theirs.tags());
        }
        Shell.run("skopeo", "inspect", "oci:" + copy + ":mine");
        layout.cloneTo(temporary.resolve("clone"));
        Shell.run("skopeo", "inspect", "oci:" + temporary.resolve("clone") + ":x");
    }

    @Test
    @DisplayName("umoci reads what is written here, and the other way round")
    void umoci() throws IOException {
        Requires.program("umoci");
        image("x");
        assertTrue(Shell.run("umoci", "ls", "--layout", directory.toString()).contains("x"));
        assertTrue(Shell.run("umoci", "stat", "--json", "--image", directory + ":x")
                .contains("\"history\""));
        Path theirs = temporary.resolve("umoci");
        Shell.run("umoci", "init", "--layout", theirs.toString());
        try (ImageLayout opened = layouts.open(theirs)) {
            assertEquals(List.of(), opened.tags());
            Shell.run("umoci", "new", "--image", theirs + ":new");
            Shell.run(
                    "umoci",
                    "config",
                    "--image",
                    theirs + ":new",
                    "--author",
                    "Ünï",
                    "--config.env",
                    "A=b",
                    "--architecture",
                    "arm64");
            ResolvedImage image = opened.resolve("new", ARM64);
            ImageConfig config = opened.readConfig(image.manifest().config());
            assertEquals("Ünï", config.author());
            assertEquals(List.of("A=b"), config.env());
            assertTrue(opened.check().isClean(), opened.check().toString());
            LayerBlob layer = new LayerBlob(
                    opened.putBlob(
                            io.atoll.api.image.MediaTypes.OCI_LAYER_GZIP,
                            io.atoll.testing.TestImages.gzip(tar("content"))),
                    io.atoll.testing.TestImages.sha256(tar("content")));
            Manifest manifest = image.manifest();
            opened.insert(ImageDraft.of(manifest, config).push(layer), "more", null);
            Shell.run("umoci", "gc", "--layout", theirs.toString());
            assertEquals(List.of("more", "new"), opened.tags());
            assertTrue(opened.check().isClean(), opened.check().toString());
        }
        Path bundle = temporary.resolve("bundle");
        Shell.run("umoci", "unpack", "--image", theirs + ":more", bundle.toString());
        assertEquals("content", Files.readString(bundle.resolve("rootfs/f")));
    }

    @Test
    @DisplayName("buildah's manifest lists are read, and it reads the ones written here")
    void buildah() throws IOException {
        Requires.root();
        Requires.program("buildah");
        both();
        Path theirs = temporary.resolve("buildah");
        Shell.script("""
                b="buildah --root $1/root --runroot $1/run --storage-driver vfs"
                $b manifest create list >/dev/null
                $b manifest add --all list oci:$2:both >/dev/null
                $b manifest push --all list oci:$3:list >/dev/null
                """, temporary, directory, theirs);
        try (ImageLayout opened = layouts.open(theirs)) {
            ResolvedImage image = opened.resolve("list", ARM64);
            assertEquals(ARM64, opened.readConfig(image.manifest().config()).platform());
            assertNotEquals(
                    image.descriptor().digest(),
                    opened.resolve("list", AMD64).descriptor().digest());
            assertTrue(opened.check().isClean(), opened.check().toString());
        }
    }
}
