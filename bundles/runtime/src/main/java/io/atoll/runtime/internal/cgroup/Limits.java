package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import org.jspecify.annotations.Nullable;

/** What limits make sense, whatever the machine. */
public final class Limits {
    private static final long LEAST_MEMORY = 6L << 20;

    private Limits() {}

    /** @throws AtollException INVALID */
    public static void check(Resources limits) {
        Long memory = limits.memory();
        Long swap = limits.memorySwap();
        require(memory == null || memory >= LEAST_MEMORY, "--memory: at least 6m");
        require(swap == null || memory != null, "--memory-swap: it needs --memory, for it is memory and swap together");
        require(
                swap == null || memory == null || swap == -1 || swap >= memory,
                "--memory-swap: it is memory and swap together, so at least --memory, or -1 for no limit");
        Long reservation = limits.memoryReservation();
        require(
                reservation == null || memory == null || reservation <= memory,
                "--memory-reservation: at most --memory");
        range("--cpu-shares", limits.cpuShares(), 2, 262_144);
        range("--cpu-period", limits.cpuPeriod(), 1000, 1_000_000);
        range("--cpu-quota", limits.cpuQuota(), 1000, Long.MAX_VALUE / 1000);
        range("--pids-limit", limits.pids(), 1, 4_194_304);
        range("--blkio-weight", limits.blkioWeight(), 10, 1000);
        list("--cpuset-cpus", limits.cpusetCpus());
        list("--cpuset-mems", limits.cpusetMems());
    }

    private static void range(String flag, @Nullable Long value, long least, long most) {
        require(
                value == null || (value >= least && value <= most),
                "%s: a number from %d to %d".formatted(flag, least, most));
    }

    private static void list(String flag, @Nullable String value) {
        require(
                value == null || value.matches("[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?){0,500}"),
                flag + ": numbers and ranges, for example 0-2,4");
    }

    private static void require(boolean fits, String what) {
        if (!fits) {
            throw new AtollException(ErrorCode.INVALID, "invalid limit: " + what);
        }
    }
}
