package io.atoll.cli.internal.warm;

import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A client that hears nothing, says nothing, and cannot launch anything. */
final class SilentContext implements CommandContext {
    private static final int ENOENT = 2;

    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @Override
    public PrintStream out() {
        return nowhere;
    }

    @Override
    public PrintStream err() {
        return nowhere;
    }

    @Override
    public InputStream in() {
        return InputStream.nullInputStream();
    }

    @Override
    public Terminal terminal() {
        return Terminal.NONE;
    }

    @Override
    public Path directory() {
        return Path.of("/");
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public int launch(Launch launch, LaunchMode mode) {
        launch.plan();
        throw launch.failed(0, "exec", "/bin/true", ENOENT, "No such file or directory");
    }

    @Override
    public int attach(Path socket, boolean terminal, byte[] detachKeys) {
        return 0;
    }
}
