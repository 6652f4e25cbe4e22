package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.ProcessLimits.Ulimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that limit each of a container's processes. */
public final class ProcessOptions {
    @Option(
            names = "--ulimit",
            paramLabel = "NAME=SOFT[:HARD]",
            description = "Limit each of its processes, for example nofile=1024:4096; -1 for no limit.")
    private List<String> ulimits = List.of();

    @Option(
            names = "--oom-score-adj",
            paramLabel = "NUMBER",
            description = "How soon it is killed when the host has no memory: -1000 (never) to 1000.")
    private @Nullable Integer oomScoreAdjustment;

    /** @throws AtollException INVALID */
    ProcessLimits processLimits() {
        Map<String, Ulimit> byName = new LinkedHashMap<>();
        for (String ulimit : ulimits) {
            Ulimit parsed = parse(ulimit);
            byName.put(parsed.name(), parsed);
        }
        return new ProcessLimits(List.copyOf(byName.values()), oomScoreAdjustment);
    }

    private static Ulimit parse(String text) {
        int equals = text.indexOf('=');
        String[] values = text.substring(equals + 1).split(":", -1);
        try {
            if (equals > 0 && values.length <= 2) {
                long soft = Long.parseLong(values[0]);
                return new Ulimit(
                        text.substring(0, equals), soft, values.length == 2 ? Long.parseLong(values[1]) : soft);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "invalid --ulimit '%s': expected NAME=SOFT[:HARD], for example nofile=1024:4096".formatted(text));
    }
}
