package io.atoll.itests.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A user at a terminal: script(1) gives the pseudo-terminal, the test types. */
final class Terminal implements AutoCloseable {
    private final Process process;
    private final OutputStream keyboard;
    private final Path screen;

    Terminal(Map<String, String> environment, Path screen, String shellLine) throws IOException {
        this.screen = screen;
        // Whoever starts the tests may have the signals of the keyboard ignored, as a background job has; a user has
        // not.
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "env",
                        "--default-signal",
                        "script",
                        "--quiet",
                        "--flush",
                        "--return",
                        "--command",
                        shellLine,
                        "/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        builder.environment().putAll(environment);
        // Of the shells only some live on when a program they wait for has taken Ctrl-C for itself.
        builder.environment().put("SHELL", "/bin/bash");
        process = builder.start();
        keyboard = process.getOutputStream();
    }

    void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    String screen() {
        try {
            return Files.readString(screen, StandardCharsets.ISO_8859_1).replace("\r", "");
        } catch (IOException e) {
            return "";
        }
    }

    void awaitText(String text) throws InterruptedException {
        try {
            Atoll.eventually("the screen shows " + text, () -> screen().contains(text));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + screen(), e);
        }
    }

    int exitStatus() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end\n" + screen());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
