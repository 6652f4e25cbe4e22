package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pulling, listing and removing images. */
class ImagesIT extends EndToEnd {
    @Test
    void pullSaysWhatItDoes() throws Exception {
        registry.push(work, "test/other:latest");
        String other = registry.image("test/other");
        List<String> lines =
                atoll.run("image", "pull", other).ok().out().lines().toList();
        assertEquals("Pulling " + other + ":latest...", lines.get(0));
        assertTrue(lines.get(1).matches(" {2}Manifest: sha256:[0-9a-f]{12} \\(2 layers\\)"), lines.toString());
        assertTrue(
                lines.get(2).matches(" {2}Layer 1/2: [0-9a-f]{12} \\((downloading\\.\\.\\.|cached)\\)"),
                lines.toString());
        assertTrue(lines.getLast().matches("Done: [0-2] layers downloaded, [0-2] cached"), lines.toString());
        assertEquals(
                "Done: 0 layers downloaded, 2 cached",
                atoll.run("pull", other).ok().out().lines().toList().getLast());
        String list = atoll.run("images").ok().out();
        assertTrue(list.lines().findFirst().orElse("").matches("REFERENCE +LAYERS +TYPE +DIGEST.*"), list);
        assertTrue(list.contains(other + ":latest"), list);
        assertTrue(atoll.run("image", "ls", "--format", "json").ok().out().contains("\"reference\""));
        atoll.run("rmi", other).ok();
        assertTrue(!atoll.run("image", "ls").ok().out().contains("test/other"));
        atoll.run("run", "--rm", image, "true").ok();
    }

    @Test
    void othersReadTheStore() throws Exception {
        String layout = "oci:" + atoll.root.resolve("images") + ":" + image;
        String inspected = Commands.run("skopeo", "inspect", layout).ok().out();
        String remote = Commands.run("skopeo", "inspect", "--tls-verify=false", "docker://" + image)
                .ok()
                .out();
        assertEquals(digest(remote), digest(inspected));
    }

    @Test
    void removingTheLastImageFreesTheDisk() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            fresh.run("image", "rm", image).ok();
            assertEquals(
                    "0",
                    fresh.shell(
                                    "find $ATOLL_ROOT/images/blobs $ATOLL_ROOT/layers $ATOLL_ROOT/tmp -mindepth 1 -not -type d | wc -l")
                            .text());
            assertEquals(
                    "No images found. Use 'atoll image pull <name>' to pull one.\n",
                    fresh.run("image", "ls").ok().out());
        }
    }

    @Test
    void anImageInUseCanBeRemovedAndItsContainerRunsOn() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            fresh.run("run", "-d", "--name", "user", image, "sh", "-c", "while :; do cat /etc/motd; sleep 0.1; done")
                    .ok();
            Commands.Result refused = fresh.run("rmi", image);
            assertEquals(1, refused.status());
            assertTrue(refused.err().contains("is used by container user"), refused.err());
            fresh.run("rmi", "-f", image).ok();
            Atoll.eventually("it still reads its files", () -> {
                try {
                    return fresh.run("logs", "user").out().contains("second layer");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            fresh.run("stop", "-t", "0", "user").ok();
            fresh.run("start", "user").ok();
            fresh.run("rm", "-f", "user").ok();
        }
    }

    @Test
    void runPullsWhatIsMissing() throws Exception {
        try (Atoll fresh = new Atoll()) {
            assertEquals(
                    "default command\n", fresh.run("run", "--rm", image).ok().out());
        }
    }

    @Test
    void aRegistryThatLiesLeavesNothing() throws Exception {
        registry.push(work, "test/broken:v1");
        List<Path> blobs;
        try (var files = Files.walk(work.resolve("registry"))) {
            blobs = files.filter(file -> file.endsWith("data"))
                    .filter(file -> size(file) > 100_000)
                    .toList();
        }
        byte[][] before = new byte[blobs.size()][];
        for (int i = 0; i < before.length; i++) {
            before[i] = Files.readAllBytes(blobs.get(i));
            byte[] changed = before[i].clone();
            changed[changed.length / 2] ^= 1;
            Files.write(blobs.get(i), changed);
        }
        try (Atoll fresh = new Atoll()) {
            Commands.Result result = fresh.run("pull", registry.image("test/broken:v1"));
            assertEquals(125, result.status());
            assertTrue(result.err().contains("digest"), result.err());
            assertEquals("", fresh.run("image", "ls", "-q").ok().out());
            assertEquals(
                    "",
                    fresh.shell(
                                    "find $ATOLL_ROOT/tmp -type f; cd $ATOLL_ROOT/images/blobs/sha256 && sha256sum * | awk '$1 != $2'")
                            .text());
        } finally {
            for (int i = 0; i < before.length; i++) {
                Files.write(blobs.get(i), before[i]);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String digest(String json) {
        return json.replaceAll("(?s).*\"Digest\": \"(sha256:[0-9a-f]+)\".*", "$1");
    }
}
