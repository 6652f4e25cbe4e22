package io.atoll.seccomp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel takes the filter, and does what it says. */
final class RealKernelTest {
    @Test
    void theKernelEnforcesIt(@TempDir Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("probe.c");
        try (InputStream in = RealKernelTest.class.getResourceAsStream("probe.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        Path probe = directory.resolve("probe");
        boolean compiled = LibSeccompTest.isInstalled()
                && run(directory, "cc", "-O1", "-o", probe.toString(), source.toString()) == 0;
        if (!compiled) {
            System.out.println("RealKernelTest skipped: there is no C compiler");
        }
        assumeTrue(compiled, "needs a C compiler");
        Path filter = directory.resolve("filter");
        Files.write(filter, new SeccompComponent((String) null).compileDefault(DefaultProfileTest.USUAL));

        int status = run(directory, probe.toString(), filter.toString());
        String error = Files.readString(directory.resolve("err"));
        assertEquals(0, status, error);
        System.out.print("measured: " + error);
        assertEquals(
                List.of(
                        "getpid 0",
                        "mount 1",
                        "keyctl 1",
                        "unshare 1",
                        "clone3 38",
                        "io_uring_setup 1",
                        "vsock 1",
                        "unix 0",
                        "tiocsti 1",
                        "future 38",
                        "fork 0",
                        "wait 0"),
                Files.readAllLines(directory.resolve("out")));
    }

    private static int run(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile())
                    .start();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return process.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }
}
