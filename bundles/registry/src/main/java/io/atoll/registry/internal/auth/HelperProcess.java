package io.atoll.registry.internal.auth;

import io.atoll.registry.internal.auth.CredentialHelper.HelperException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a helper as the user would: with their environment, for a bounded time, and with bounded output. Nothing of it is left afterwards. */
final class HelperProcess {
    private static final int MAX_OUTPUT = 64 << 10;

    /** @param error one line or more, bounded */
    record Result(int status, String output, String error) {
        /** Without what was said: that is the secret. */
        @Override
        public String toString() {
            return "Result[" + status + "]";
        }
    }

    private final String program;
    private final Map<String, String> environment;
    private final Duration limit;

    HelperProcess(String program, Map<String, String> environment, Duration limit) {
        this.program = program;
        this.environment = environment;
        this.limit = limit;
    }

    Result run(String verb, String input) throws HelperException, InterruptedException {
        Path file = find().orElseThrow(() -> new HelperException(program + " is not in $PATH"));
        ProcessBuilder builder = new ProcessBuilder(file.toString(), verb);
        builder.environment().clear();
        builder.environment().putAll(environment);
        String home = environment.getOrDefault("HOME", "/");
        builder.directory(Files.isDirectory(Path.of(home)) ? Path.of(home).toFile() : null);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new HelperException("%s cannot be executed: %s".formatted(file, e.getMessage()));
        }
        try {
            return talk(process, input);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Result talk(Process process, String input) throws HelperException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        CompletableFuture<byte[]> output = read(process, process.getInputStream());
        CompletableFuture<byte[]> error = read(process, process.getErrorStream());
        Thread unused = Thread.ofVirtual().name(program).start(() -> write(process, input));
        try {
            byte[] said = output.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            byte[] complained = error.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            if (said.length > MAX_OUTPUT) {
                throw new HelperException("%s wrote more than %d bytes".formatted(program, MAX_OUTPUT));
            }
            return new Result(
                    process.exitValue(),
                    new String(said, StandardCharsets.UTF_8),
                    new String(complained, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new HelperException("%s did not end within %d ms".formatted(program, limit.toMillis()));
        } catch (ExecutionException e) {
            throw new HelperException("%s cannot be read from: %s".formatted(program, e.getCause()));
        }
    }

    private static void write(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading: its status tells.
        }
    }

    /** To the end or the bound; one that says more is ended. */
    private CompletableFuture<byte[]> read(Process process, InputStream in) {
        CompletableFuture<byte[]> future = new CompletableFuture<>();
        Thread unused = Thread.ofVirtual().name(program).start(() -> {
            try (in) {
                byte[] bytes = in.readNBytes(MAX_OUTPUT + 1);
                if (bytes.length > MAX_OUTPUT) {
                    process.destroyForcibly();
                }
                future.complete(bytes);
            } catch (IOException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    /** In the user's path, not the engine's; relative entries have no meaning here. */
    private Optional<Path> find() {
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            Path file = Path.of(folder, program);
            if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
