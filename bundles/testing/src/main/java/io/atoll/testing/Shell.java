package io.atoll.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs that tests compare with. */
public final class Shell {
    private Shell() {}

    /** Runs a program; fails unless it ends with 0 within a minute. Returns what it wrote, both streams. */
    public static String run(String... command) {
        return run(List.of(command));
    }

    /** Runs a program; fails unless it ends with 0 within a minute. Returns what it wrote, both streams. */
    public static String run(List<String> command) {
        try {
            Path output = Files.createTempFile("atoll-test", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = process.waitFor(1, TimeUnit.MINUTES);
                process.destroyForcibly();
                String text = Files.readString(output, StandardCharsets.ISO_8859_1);
                if (!ended || process.exitValue() != 0) {
                    throw new AssertionError("%s: %s: %s"
                            .formatted(command, ended ? "exit status " + process.exitValue() : "no end", text));
                }
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs a script with {@code sh -euc}; further arguments are {@code $1} and so on. */
    public static String script(String script, Object... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("sh", "-euc", script, "sh"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(command);
    }
}
