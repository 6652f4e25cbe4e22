package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Resources.BlockLimit;
import java.util.Set;
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
        if (!Long.valueOf(-1).equals(limits.cpuQuota())) {
            range("--cpu-quota", limits.cpuQuota(), 1000, Long.MAX_VALUE / 1000);
        }
        if (!Long.valueOf(-1).equals(limits.pids())) {
            range("--pids-limit", limits.pids(), 1, 4_194_304);
        }
        range("--blkio-weight", limits.blkioWeight(), 10, 1000);
        range("--memory-swappiness", limits.memorySwappiness(), 0, 100);
        range("--cpu-burst", limits.cpuBurst(), 0, Long.MAX_VALUE / 1000);
        range("--cpu-rt-runtime", limits.cpuRealtimeRuntime(), -1, 1_000_000_000);
        range("--cpu-rt-period", limits.cpuRealtimePeriod(), 1, 1_000_000_000);
        limits.blockLimits().forEach(Limits::check);
        names("hugepageLimits", limits.hugePages().keySet(), "[1-9][0-9]{0,5}[KMG]B", "for example 2MB");
        names("network priorities", limits.networkPriorities().keySet(), "[^\\s/]{1,15}", "names of interfaces");
        names("rdma", limits.rdma().keySet(), "[^\\s/]{1,63}", "names of devices");
        names(
                "unified",
                limits.unified().keySet(),
                "(?!cgroup\\.)[a-z0-9_]+(\\.[A-Za-z0-9_]+){1,5}",
                "files of a controller, for example memory.high");
        list("--cpuset-cpus", limits.cpusetCpus());
        list("--cpuset-mems", limits.cpusetMems());
    }

    private static void check(BlockLimit limit) {
        boolean weight = limit.kind() == BlockLimit.Kind.WEIGHT;
        require(
                weight ? limit.value() >= 10 && limit.value() <= 1000 : limit.value() > 0,
                weight ? "--blkio-weight-device: a weight from 10 to 1000" : "--device-…: more than 0 a second");
    }

    private static void names(String flag, Set<String> names, String pattern, String what) {
        names.forEach(name -> require(name.matches(pattern), "%s '%s': %s".formatted(flag, name, what)));
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
