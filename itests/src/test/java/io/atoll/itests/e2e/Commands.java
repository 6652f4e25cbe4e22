package io.atoll.itests.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs and collects what they print. */
final class Commands {
    private static final long LIMIT_SECONDS = 120;

    private Commands() {}

    /** What a program did. */
    record Result(int status, String out, String err) {
        /** Fails unless it ended with 0. */
        Result ok() {
            if (status != 0) {
                throw new AssertionError("exit status " + status + "\n" + out + err);
            }
            return this;
        }

        /** Standard output without the last line end. */
        String text() {
            return out.strip();
        }
    }

    static Result run(Map<String, String> environment, byte[] input, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("atoll-it", ".out");
        Path err = Files.createTempFile("atoll-it", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException e) {
                // The program does not read all of it: its affair.
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        command + " did not end within " + LIMIT_SECONDS + " s\n" + Files.readString(err));
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.ISO_8859_1),
                    Files.readString(err, StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static Result run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), new byte[0], List.of(command));
    }
}
