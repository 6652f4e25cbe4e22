package io.atoll.runtime.internal.cgroup;

import io.atoll.api.runtime.Resources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value to be written to a file of a control group.
 *
 * @param flag what people set it with
 * @param optional whether it goes without where there is no such file: nobody asked for it
 */
record Setting(String flag, String controller, String file, String value, boolean optional) {
    private static final long PERIOD = 100_000;
    private static final String MAX = "max";

    /** In the order they have to be written, for hierarchies of version 1. */
    static List<Setting> version1(Resources wanted) {
        List<Setting> all = new ArrayList<>();
        add(all, "--memory", "memory", "memory.limit_in_bytes", wanted.memory());
        addSwap(all, "memory.memsw.limit_in_bytes", wanted, swap(wanted));
        add(all, "--memory-reservation", "memory", "memory.soft_limit_in_bytes", wanted.memoryReservation());
        add(all, "--cpu-shares", "cpu", "cpu.shares", wanted.cpuShares());
        add(all, "--cpu-period", "cpu", "cpu.cfs_period_us", wanted.cpuPeriod());
        add(all, "--cpu-quota", "cpu", "cpu.cfs_quota_us", wanted.cpuQuota());
        add(all, "--cpuset-cpus", "cpuset", "cpuset.cpus", wanted.cpusetCpus());
        add(all, "--cpuset-mems", "cpuset", "cpuset.mems", wanted.cpusetMems());
        add(all, "--pids-limit", "pids", "pids.max", wanted.pids());
        add(all, "--blkio-weight", "blkio", "blkio.weight", wanted.blkioWeight());
        return all;
    }

    /** The same for version 2, converted as the runtime specification's implementations do. */
    static List<Setting> version2(Resources wanted) {
        List<Setting> all = new ArrayList<>();
        Long memory = wanted.memory();
        Long swap = swap(wanted);
        Long shares = wanted.cpuShares();
        Long weight = wanted.blkioWeight();
        add(all, "--memory", "memory", "memory.max", memory);
        if (memory != null && swap != null) {
            addSwap(all, "memory.swap.max", wanted, swap < 0 ? MAX : swap - memory);
        }
        add(all, "--memory-reservation", "memory", "memory.low", wanted.memoryReservation());
        add(all, "--cpu-shares", "cpu", "cpu.weight", shares == null ? null : 1 + (shares - 2) * 9999 / 262_142);
        if (wanted.cpuQuota() != null || wanted.cpuPeriod() != null) {
            String quota = wanted.cpuQuota() == null ? MAX : wanted.cpuQuota().toString();
            long period = wanted.cpuPeriod() == null ? PERIOD : wanted.cpuPeriod();
            add(all, "--cpus", "cpu", "cpu.max", quota + " " + period);
        }
        add(all, "--cpuset-cpus", "cpuset", "cpuset.cpus", wanted.cpusetCpus());
        add(all, "--cpuset-mems", "cpuset", "cpuset.mems", wanted.cpusetMems());
        add(all, "--pids-limit", "pids", "pids.max", wanted.pids());
        add(all, "--blkio-weight", "io", "io.weight", weight == null ? null : 1 + (weight - 10) * 9999 / 990);
        return all;
    }

    /** As much swap as memory, where only that was given: otherwise a limit would just make the host swap. */
    private static @Nullable Long swap(Resources wanted) {
        return wanted.memorySwap() != null || wanted.memory() == null
                ? wanted.memorySwap()
                : Long.valueOf(2 * wanted.memory());
    }

    private static void addSwap(List<Setting> all, String file, Resources wanted, @Nullable Object value) {
        if (value != null) {
            all.add(new Setting("--memory-swap", "memory", file, value.toString(), wanted.memorySwap() == null));
        }
    }

    private static void add(List<Setting> all, String flag, String controller, String file, @Nullable Object value) {
        if (value != null) {
            all.add(new Setting(flag, controller, file, value.toString(), false));
        }
    }
}
