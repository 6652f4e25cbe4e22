package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.MediaTypes;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTransferCommandsTest extends CommandLineTest {
    @TempDir
    Path temporary = Path.of("/nonexistent");

    @BeforeEach
    void images() {
        services.images.put("app:1", "ab", MediaTypes.OCI_LAYER_GZIP, MediaTypes.OCI_LAYER_GZIP);
        services.images.put("broken:1", "cd");
    }

    @Test
    @DisplayName("S1.49 to a file: a line for each image; to standard output: the archive and nothing else")
    void save() throws IOException {
        Path file = temporary.resolve("a.tar");
        prints("Saved app:1 (2 layers) → %s\n".formatted(file), "save", "-o", file.toString(), "app:1");
        assertEquals("OCI [app:1]", Files.readString(file));
        prints("OCI [app:1]", "image", "save", "app:1");
        prints(
                "DOCKER [app:1, broken:1]".replace("broken", "app"),
                "save",
                "--format",
                "docker-archive",
                "app:1",
                "app:1");
        prints("OCI [app:1]", "save", "-o", "/dev/stdout", "app:1");
    }

    @Test
    @DisplayName("S1.49 S1.50 what cannot be written leaves nothing, and what was there as it was")
    void saveFails() throws IOException {
        fails(
                125,
                "atoll: cannot write '/no/such/dir/a.tar': no such file or directory\n",
                "save",
                "-o",
                "/no/such/dir/a.tar",
                "app:1");
        fails(125, "it is a directory", "save", "-o", temporary.toString(), "app:1");
        fails(125, "image 'nothing' not found locally", "save", "nothing");
        fails(125, "unknown format 'zip'", "save", "--format", "zip", "app:1");
        Path file = Files.writeString(temporary.resolve("a.tar"), "old");
        fails(125, "blob not found", "save", "-o", file.toString(), "broken:1");
        assertEquals("old", Files.readString(file));
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    @DisplayName("save --format oci-dir: each image under its name in the layout, all platforms or one")
    void saveToADirectory() {
        prints("Saved app:1 (2 layers) → dir\n", "save", "--format", "oci-dir", "-o", "dir", "app:1");
        assertTrue(services.transfers.asked.containsAll(List.of("to oci:dir:app:1", "copy for null")));
        fails(125, "give it with -o DIR", "save", "--format", "oci-dir", "app:1");
        fails(125, "without a colon", "save", "--format", "oci-dir", "-o", "a:b", "app:1");
        fails(125, "expected 'oci-archive', 'docker-archive' or 'oci-dir'", "save", "--format", "docker-dir", "app:1");
        assertEquals(0, services.transfers.open());
    }

    @Test
    @DisplayName("an archive is neither written to a terminal nor read from one")
    void terminals() {
        context.terminal = new Terminal(true, true, true, TerminalSize.DEFAULT);
        fails(125, "refusing to write an archive to a terminal: use -o FILE", "save", "app:1");
        fails(125, "refusing to read an archive from a terminal: use -i FILE", "load");
    }

    @Test
    @DisplayName("S1.51 S1.54 load from a file or standard input")
    void load() throws IOException {
        context.input = "from the pipe";
        prints("Loaded app:1\n", "load");
        prints("Loaded mine:2\n", "image", "load", "-t", "mine:2", "-i", "-");
        Path file = Files.writeString(temporary.resolve("a.tar"), "from the file");
        prints("Loaded app:1\n", "load", "-q", "-i", file.toString());
        assertEquals(
                List.of("load from the pipe", "load from the pipe", "load from the file"), services.transfers.asked);
        fails(125, "atoll: cannot read '/no/such': no such file or directory\n", "load", "-i", "/no/such");
        fails(125, "it is a directory", "load", "-i", temporary.toString());
    }

    @Test
    void copy() {
        prints(
                "Copying docker://a/b:1 → oci:dir:tag...\nCopied docker://a/b:1 → oci:dir:tag\n",
                "image",
                "copy",
                "docker://a/b:1",
                "oci:dir:tag",
                "--platform",
                "linux/arm64");
        assertEquals(
                List.of(
                        "from docker://a/b:1 in /work/here with docker.io/library",
                        "to oci:dir:tag",
                        "copy for linux/arm64",
                        "target closed",
                        "source closed"),
                services.transfers.asked);
        prints("", "image", "copy", "-q", "-a", "app:1", "x:1");
        assertTrue(services.transfers.asked.contains("copy for null"));
        fails(125, "exclude each other", "image", "copy", "-a", "--platform", "linux/arm64", "a", "b");
        fails(125, "invalid image location 'oci:'", "image", "copy", "oci:", "b");
        fails(125, "'atoll image copy' needs", "image", "copy", "a");
    }

    @Test
    void convert() {
        prints(
                "Converting app:1...\napp:1 → new:latest\n",
                "image",
                "convert",
                "--compression",
                "zstd",
                "app:1",
                "new");
        run("image", "convert", "--compression", "gzip", "--level", "9", "--media-types", "docker", "app:1", "new:2");
        assertEquals(
                List.of(
                        "convert app:1 new:latest Zstd[level=3] false null null",
                        "convert app:1 new:2 Gzip[level=9] true DOCKER null"),
                services.transfers.asked);
        fails(125, "nothing to convert", "image", "convert", "app:1", "x");
        fails(125, "--level needs", "image", "convert", "--level", "3", "app:1", "x");
        fails(125, "gzip has no level 12", "image", "convert", "--compression", "gzip", "--level", "12", "app:1", "x");
        fails(125, "unknown compression 'lz4'", "image", "convert", "--compression", "lz4", "app:1", "x");
        fails(125, "unknown media types 'x'", "image", "convert", "--media-types", "x", "app:1", "x");
        assertFalse(services.transfers.asked.size() > 2);
    }
}
