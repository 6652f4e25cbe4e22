package io.atoll.cli.internal.command;

import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client in memory that launches what it is given at once, successfully. */
final class TestContext implements CommandContext {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Terminal terminal = Terminal.NONE;
    Map<String, String> environment = Map.of("HOME", "/root");
    String input = "";
    int exitCode;

    /** What the user says when asked; then, nothing. */
    List<String> answers = List.of();

    private int asked;

    String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream out() {
        return outStream;
    }

    @Override
    public PrintStream err() {
        return errStream;
    }

    @Override
    public InputStream in() {
        return new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    @Override
    public @Nullable String prompt(String text, boolean echo) {
        errStream.print(text + (echo ? "" : "(hidden) "));
        return asked < answers.size() ? answers.get(asked++) : null;
    }

    @Override
    public Path directory() {
        return Path.of("/work/here");
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public int launch(Launch launch, LaunchMode mode) {
        launch.started(1, 2);
        if (mode == LaunchMode.FOREGROUND) {
            launch.exited(exitCode);
        }
        return mode == LaunchMode.DETACHED ? 0 : exitCode;
    }

    @Override
    public int attach(Path socket, boolean tty, byte[] detachKeys) {
        return exitCode;
    }
}
