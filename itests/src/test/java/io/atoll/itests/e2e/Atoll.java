package io.atoll.itests.e2e;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** The built {@code atoll} with a root of its own on a tmpfs. */
final class Atoll implements AutoCloseable {
    static final Path HOME = Path.of(System.getProperty("atoll.distribution", "."))
            .toAbsolutePath()
            .normalize();

    final Path root;

    Atoll() throws IOException {
        root = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-e2e");
    }

    String binary() {
        return HOME.resolve("bin/atoll").toString();
    }

    Map<String, String> environment() {
        return Map.of("ATOLL_ROOT", root.toString());
    }

    Commands.Result run(String... arguments) throws IOException, InterruptedException {
        return run(new byte[0], arguments);
    }

    Commands.Result run(byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binary()));
        command.addAll(Arrays.asList(arguments));
        return Commands.run(environment(), input, command);
    }

    /**
     * Starts it without waiting; its output goes to files beside the root. Whoever starts the tests may ignore the signals that are sent to it
     * then, as a background job does.
     */
    Process start(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal", binary()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** A shell line in which {@code $ATOLL} is the binary. */
    Commands.Result shell(String line) throws IOException, InterruptedException {
        return Commands.run(
                Map.of("ATOLL_ROOT", root.toString(), "ATOLL", binary()), new byte[0], List.of("bash", "-c", line));
    }

    long enginePid() throws IOException, InterruptedException {
        String status = run("engine", "status").ok().out();
        return Long.parseLong(status.replaceAll("(?s).*(?:pid|process) (\\d+).*", "$1"));
    }

    void killEngine() throws IOException, InterruptedException {
        ProcessHandle engine = ProcessHandle.of(enginePid()).orElseThrow();
        engine.destroyForcibly();
        eventually("the engine is gone", () -> !Files.exists(Path.of("/proc/" + engine.pid() + "/exe")));
    }

    /** Waits until nothing is in these directories below the root: files of removed containers are deleted behind their back. */
    void awaitEmpty(String... directories) throws InterruptedException {
        for (String directory : directories) {
            eventually(directory + " is empty", () -> isEmpty(root.resolve(directory)));
        }
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            return !Files.exists(directory);
        }
    }

    /** Waits until something is so; the limit is far beyond what it takes. */
    static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
        Instant limit = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                Assertions.fail("not within a minute: " + what);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            shell("for c in $($ATOLL ps -aq); do $ATOLL rm -f $c; done; $ATOLL engine stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
