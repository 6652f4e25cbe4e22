package io.atoll.cli.internal.progress;

import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A client whose standard output is a terminal. */
final class TerminalUser implements CommandContext {
    final Emulator emulator;
    final Map<String, String> environment = new HashMap<>(Map.of("TERM", "xterm"));
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    private final PrintStream out;
    private volatile Terminal terminal;
    volatile String written = "";
    volatile String reset = "";

    TerminalUser(int columns, int rows) {
        emulator = new Emulator(columns, rows);
        terminal = new Terminal(true, true, true, new TerminalSize(columns, rows));
        // Every write at once, as a frame of the protocol would be.
        out = new PrintStream(
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void flush() {
                        written = toString(StandardCharsets.UTF_8);
                        reset();
                        emulator.write(written);
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }

    void resize(int columns, int rows, boolean reflow) {
        emulator.resize(columns, rows, reflow);
        isBack(columns, rows);
    }

    /** The client says how large the terminal is. */
    void isBack(int columns, int rows) {
        terminal = new Terminal(true, true, true, new TerminalSize(columns, rows));
    }

    String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public InputStream in() {
        return InputStream.nullInputStream();
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    @Override
    public void terminalReset(String text) {
        reset = text;
    }

    @Override
    public Path directory() {
        return Path.of("/");
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public int launch(Launch launch, LaunchMode mode) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int attach(Path socket, boolean tty, byte[] detachKeys) {
        throw new UnsupportedOperationException();
    }
}
