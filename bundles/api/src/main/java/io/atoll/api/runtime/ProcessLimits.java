package io.atoll.api.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel holds against each of a container's processes (runtime-spec 1.2 config.md#posix-process).
 *
 * @param ulimits resource limits; others are as the engine's, open files 1048576
 * @param oomScoreAdjustment -1000 to 1000: how soon it is killed when the host has no memory; null for as its parent
 */
public record ProcessLimits(List<Ulimit> ulimits, @Nullable Integer oomScoreAdjustment) {
    public static final ProcessLimits DEFAULT = new ProcessLimits(List.of(), null);

    public ProcessLimits {
        ulimits = List.copyOf(ulimits);
    }

    /**
     * {@code setrlimit(2)}.
     *
     * @param name as in {@code RLIMIT_…}, lower case: {@code nofile}
     * @param soft -1 for unlimited; in the kernel's unit for the limit
     * @param hard -1 for unlimited; at least {@code soft}
     */
    public record Ulimit(String name, long soft, long hard) {}
}
