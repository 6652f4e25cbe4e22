package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.LogSettings;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.cli.internal.output.Times;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what is done for a container while it lives and when it ends. */
public final class LifecycleOptions {
    private static final Duration LEAST = Duration.ofMillis(1);

    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            description = "Start it again when it ends: 'no' (default), 'on-failure[:N]', 'always', 'unless-stopped'.")
    private String restart = "no";

    @Option(
            names = "--health-cmd",
            paramLabel = "COMMAND",
            description = "Ask for its health with this shell command; exit status 0 is good.")
    private @Nullable String healthCommand;

    @Option(names = "--health-interval", paramLabel = "TIME", description = "Time between two times: 30s by default.")
    private @Nullable String interval;

    @Option(names = "--health-timeout", paramLabel = "TIME", description = "Time one may take: 10s by default.")
    private @Nullable String timeout;

    @Option(
            names = "--health-start-period",
            paramLabel = "TIME",
            description = "Time in which bad ones do not count, until the first good one: 0s by default.")
    private @Nullable String startPeriod;

    @Option(
            names = "--health-start-interval",
            paramLabel = "TIME",
            description = "Time between two in the start period: 5s by default.")
    private @Nullable String startInterval;

    @Option(
            names = "--health-retries",
            paramLabel = "NUMBER",
            description = "So many bad ones in a row make it unhealthy: 3 by default.")
    private @Nullable Integer retries;

    @Option(names = "--no-healthcheck", description = "Do not ask for its health, even if its image says how.")
    private boolean noHealthcheck;

    @Option(
            names = "--log-driver",
            paramLabel = "DRIVER",
            description = "Keep its output as 'k8s-file' (default), as Docker's 'json-file', or not: 'none'.")
    private String logDriver = "k8s-file";

    @Option(
            names = "--log-opt",
            paramLabel = "NAME=VALUE",
            description = "max-size=SIZE: begin another file then; max-file=NUMBER: keep so many, 1 by default.")
    private List<String> logOptions = List.of();

    /** @throws AtollException INVALID or UNSUPPORTED if a flag is wrong */
    Lifecycle lifecycle() {
        return new Lifecycle(RestartPolicy.parse(restart), healthcheck(), log());
    }

    private @Nullable Healthcheck healthcheck() {
        boolean any = Stream.of(healthCommand, interval, timeout, startPeriod, startInterval)
                        .anyMatch(flag -> flag != null)
                || retries != null;
        if (noHealthcheck && any) {
            throw invalid("--no-healthcheck and the --health-... flags exclude each other");
        }
        if (!noHealthcheck && !any) {
            return null;
        }
        if (retries != null && retries < 0) {
            throw invalid("--health-retries cannot be negative: " + retries);
        }
        List<String> test = noHealthcheck
                ? List.of("NONE")
                : healthCommand == null ? List.of() : List.of("CMD-SHELL", healthCommand);
        return new Healthcheck(
                test,
                time("--health-interval", interval),
                time("--health-timeout", timeout),
                time("--health-start-period", startPeriod),
                time("--health-start-interval", startInterval),
                retries == null ? 0 : retries);
    }

    private static Duration time(String flag, @Nullable String text) {
        Duration time = text == null ? Duration.ZERO : Times.duration(text, flag);
        if (!time.isZero() && time.compareTo(LEAST) < 0) {
            throw invalid("%s cannot be less than 1ms: %s".formatted(flag, text));
        }
        return time;
    }

    private LogSettings log() {
        LogSettings.Driver driver = LogSettings.Driver.parse(logDriver);
        long maxSize = 0;
        int maxFiles = 1;
        for (String option : logOptions) {
            int equals = option.indexOf('=');
            String value = option.substring(equals + 1);
            switch (equals < 0 ? "" : option.substring(0, equals)) {
                case "max-size" -> maxSize = value.equals("-1") ? 0 : size(value);
                case "max-file" -> maxFiles = number(value);
                default ->
                    throw invalid(
                            "unknown log option '%s': expected max-size=SIZE or max-file=NUMBER".formatted(option));
            }
        }
        if (driver == LogSettings.Driver.NONE && !logOptions.isEmpty()) {
            throw invalid("the log driver 'none' has no options: leave out --log-opt");
        }
        return new LogSettings(driver, maxSize, maxFiles);
    }

    private static long size(String value) {
        Long bytes = Sizes.parse("--log-opt max-size", value);
        return bytes == null ? 0 : bytes;
    }

    private static int number(String value) {
        if (!value.matches("\\d{1,9}")) {
            throw invalid("invalid log option max-file='%s': expected a number".formatted(value));
        }
        return Integer.parseInt(value);
    }

    private static AtollException invalid(String message) {
        return new AtollException(ErrorCode.INVALID, message);
    }
}
