package io.atoll.cli.internal.server;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The engine's log is its standard error: {@code engine.log} in the run directory. */
public final class EngineLog {
    private EngineLog() {}

    /** One line, and the stack of what failed if there is one. */
    @SuppressWarnings("SystemErr") // this is the log
    public static void write(String message, @Nullable Throwable cause) {
        PrintStream log = System.err;
        synchronized (log) {
            log.printf("%s %s%n", Instant.now().truncatedTo(ChronoUnit.MILLIS), message);
            if (cause != null) {
                cause.printStackTrace(log);
            }
        }
    }
}
