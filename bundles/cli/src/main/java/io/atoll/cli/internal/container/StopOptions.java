package io.atoll.cli.internal.container;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a container is stopped. */
public final class StopOptions {
    @Option(
            names = {"-t", "--time", "--timeout"},
            paramLabel = "SECONDS",
            description =
                    "How long to wait before SIGKILL, -1 for ever, instead of what --stop-timeout said: 10 by default.")
    private @Nullable Integer seconds;

    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "What to send instead of its stop signal.")
    private @Nullable String signal;

    /** Null for the container's own. */
    @Nullable
    Integer signal() {
        return signal == null ? null : Integer.valueOf(Signals.parse(signal));
    }

    /** Null for the container's own. */
    @Nullable
    Duration timeout() {
        if (seconds == null) {
            return null;
        }
        return seconds < 0 ? Duration.ofDays(365_000) : Duration.ofSeconds(seconds);
    }
}
