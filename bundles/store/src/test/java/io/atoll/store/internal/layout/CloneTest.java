package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layout.Cloned;
import io.atoll.api.layout.ImageLayout;
import io.atoll.json.Json;
import io.atoll.testing.RecordingSyscalls;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CloneTest extends LayoutTest {
    private static Map<String, String> files(Path tree) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        tree.relativize(file).toString(),
                        io.atoll.testing.TestImages.sha256(Files.readAllBytes(file)) + " "
                                + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    @DisplayName("S4.17 W40 everything goes into the target, and the source stays as it is")
    void clones() throws IOException {
        image("x");
        Descriptor arm = manifest(ARM64, "arm");
        Descriptor elsewhere = new Descriptor(MediaTypes.OCI_MANIFEST, digest(9), 9);
        layout.insert(index(index(arm), elsewhere), "nested", null);
        Descriptor about = layout.putManifest(new Manifest(
                MediaTypes.OCI_MANIFEST,
                "a/b",
                layout.putEmptyConfig(),
                List.of(layout.putBlob("application/x", bytes("sbom"))),
                layout.find("x").orElseThrow(),
                Map.of()));
        layout.insert(about, null, null);
        Descriptor orphan = layout.putBlob("a/b", bytes("orphan"));
        ObjectNode index = readIndex();
        index.put("x-foreign", 1);
        ((ObjectNode) index.get("manifests").get(0)).put("x-field", true);
        Files.write(indexFile(), Json.canonical(index));
        Map<String, String> before = files(directory);
        Path target = temporary.resolve("t/clone");
        Cloned cloned = layout.cloneTo(target);
        assertEquals(before, files(directory));
        assertEquals(11, cloned.blobs());
        try (ImageLayout copy = layouts.open(target)) {
            assertEquals(layout.index(), copy.index());
            assertTrue(copy.check().isClean(), copy.check().toString());
            assertFalse(copy.hasBlob(orphan));
            assertTrue(copy.hasBlob(arm));
            assertEquals(
                    new String(Json.canonical(index), java.nio.charset.StandardCharsets.UTF_8),
                    Files.readString(target.resolve("index.json")));
            // Again, and into what has others.
            image("y");
            copy.untag("nested");
            assertEquals(3, layout.cloneTo(target).blobs());
            assertEquals(List.of("nested", "x", "y"), copy.tags());
            assertEquals(4, copy.index().manifests().size());
        }
        assertFails(ErrorCode.INVALID, "into itself", () -> layout.cloneTo(directory));
        try (Stream<Path> left = Files.list(target)) {
            assertEquals(3, left.count(), "nothing temporary");
        }
    }

    @Test
    @DisplayName("W40 damage does not spread")
    void damageDoesNotSpread() throws IOException {
        Descriptor x = image("x");
        Path layer = blob(layout.readManifest(x).layers().getFirst());
        byte[] content = Files.readAllBytes(layer);
        content[20] ^= 1;
        Files.write(layer, content);
        Path target = temporary.resolve("clone");
        assertFails(ErrorCode.CORRUPT, String.valueOf(layer.getFileName()), () -> layout.cloneTo(target));
        try (ImageLayout copy = layouts.open(target)) {
            assertEquals(List.of(), copy.tags());
            assertFalse(Files.exists(target.resolve("blobs/sha256").resolve(layer.getFileName())));
        }
    }

    @Test
    @DisplayName("W40 blocks are shared where the file system can")
    void sharesBlocks() throws IOException {
        image("x");
        // In memory it cannot: tried, then copied.
        RecordingSyscalls recording = new RecordingSyscalls(syscalls);
        try (ImageLayout its =
                new FileImageLayouts(recording, new io.atoll.store.internal.disk.LocalDisk()).open(directory)) {
            Cloned cloned = its.cloneTo(temporary.resolve("plain"));
            assertEquals(
                    cloned.blobs(),
                    recording.calls().stream()
                            .filter(call -> call.startsWith("clone"))
                            .count(),
                    "tried for each");
            assertEquals(0, cloned.shared());
        }
    }

    @Test
    void sharesBlocksOnBtrfs() throws IOException {
        Requires.root();
        Requires.program("mkfs.btrfs");
        Path image = temporary.resolve("image");
        Path mount = Files.createDirectory(temporary.resolve("mount"));
        Shell.script("truncate -s 160M \"$1\"; mkfs.btrfs -q \"$1\"; mount -o loop \"$1\" \"$2\"", image, mount);
        try {
            layout.close();
            directory = mount.resolve("a");
            layout = layouts.ensure(directory);
            image("x");
            Cloned cloned = layout.cloneTo(mount.resolve("b"));
            assertEquals(3, cloned.blobs());
            assertEquals(cloned.bytes(), cloned.shared());
            try (ImageLayout copy = layouts.open(mount.resolve("b"))) {
                assertTrue(copy.check().isClean());
            }
        } finally {
            Shell.run("umount", "-l", mount.toString());
        }
    }
}
