package io.atoll.posix.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.posix.Syscalls;
import io.atoll.posix.DiskUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against {@code du}. */
class DiskUsageTest {
    private final Syscalls syscalls = new JnaSyscalls();

    @TempDir
    Path directory = Path.of("/nonexistent");

    private static long du(Path path) throws IOException {
        Process process = new ProcessBuilder("du", "-s", "--block-size=1", path.toString()).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(text.split("\\s")[0]);
    }

    @Test
    void filesDirectoriesLinksAndHoles() throws IOException {
        Files.write(directory.resolve("small"), new byte[1]);
        Files.write(directory.resolve("large"), new byte[1_000_000]);
        try (var file = new java.io.RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
            file.setLength(1L << 30);
            file.write(1);
        }
        Path deep = directory;
        for (int i = 0; i < 300; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/"));
        assertEquals(du(directory), new DiskUsage(syscalls).tree(directory));
        assertEquals(0, new DiskUsage(syscalls).tree(directory.resolve("nothing")));
        assertEquals(0, new DiskUsage(syscalls).only(directory.resolve("nothing")));
        assertEquals(du(directory.resolve("large")), new DiskUsage(syscalls).only(directory.resolve("large")));
    }

    @Test
    void hardLinksOnceAlsoManyOfThem() throws IOException {
        for (int i = 0; i < 500; i++) {
            Files.write(directory.resolve("a" + i), new byte[5000]);
            Files.createLink(directory.resolve("b" + i), directory.resolve("a" + i));
        }
        DiskUsage usage = new DiskUsage(syscalls);
        assertEquals(du(directory), usage.tree(directory));
        assertEquals(0, usage.only(directory.resolve("a7")), "counted already");
    }

    @Test
    void namesThatAreNotText() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'n\\377')\"")
                .directory(directory.toFile())
                .start();
        assertEquals(0, process.waitFor());
        assertEquals(du(directory), new DiskUsage(syscalls).tree(directory));
    }
}
