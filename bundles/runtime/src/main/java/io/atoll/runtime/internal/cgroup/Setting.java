package io.atoll.runtime.internal.cgroup;

import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Resources.BlockLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value to be written to a file of a control group.
 *
 * @param flag what people set it with
 * @param unified whether of version 2
 * @param optional whether it goes without where there is no such file: nobody asked for it
 */
record Setting(String flag, String controller, String file, String value, boolean unified, boolean optional) {
    private static final long PERIOD = 100_000;
    private static final String MAX = "max";

    /** Of both versions. */
    static List<Setting> all(Resources wanted) {
        return Stream.concat(version1(wanted).stream(), version2(wanted).stream())
                .toList();
    }

    /** In the order they have to be written, for hierarchies of version 1. */
    static List<Setting> version1(Resources wanted) {
        Collector all = new Collector(false);
        all.add("--memory", "memory", "memory.limit_in_bytes", wanted.memory());
        all.addSwap("memory.memsw.limit_in_bytes", wanted, swap(wanted));
        all.add("--memory-reservation", "memory", "memory.soft_limit_in_bytes", wanted.memoryReservation());
        all.add("--memory-swappiness", "memory", "memory.swappiness", wanted.memorySwappiness());
        all.add("--oom-kill-disable", "memory", "memory.oom_control", bit(wanted.oomKillDisable()));
        all.add("--cpu-shares", "cpu", "cpu.shares", wanted.cpuShares());
        all.add("--cpu-period", "cpu", "cpu.cfs_period_us", wanted.cpuPeriod());
        all.add("--cpu-quota", "cpu", "cpu.cfs_quota_us", wanted.cpuQuota());
        all.add("--cpu-burst", "cpu", "cpu.cfs_burst_us", wanted.cpuBurst());
        all.add("--cpu-rt-period", "cpu", "cpu.rt_period_us", wanted.cpuRealtimePeriod());
        all.add("--cpu-rt-runtime", "cpu", "cpu.rt_runtime_us", wanted.cpuRealtimeRuntime());
        all.add("--cpu-idle", "cpu", "cpu.idle", bit(wanted.cpuIdle()));
        all.add("--cpuset-cpus", "cpuset", "cpuset.cpus", wanted.cpusetCpus());
        all.add("--cpuset-mems", "cpuset", "cpuset.mems", wanted.cpusetMems());
        all.add("--pids-limit", "pids", "pids.max", maximum(wanted.pids()));
        all.add("--blkio-weight", "blkio", "blkio.weight", wanted.blkioWeight());
        for (BlockLimit limit : wanted.blockLimits()) {
            all.add(
                    flag(limit),
                    "blkio",
                    switch (limit.kind()) {
                        case READ_BYTES -> "blkio.throttle.read_bps_device";
                        case WRITE_BYTES -> "blkio.throttle.write_bps_device";
                        case READ_OPERATIONS -> "blkio.throttle.read_iops_device";
                        case WRITE_OPERATIONS -> "blkio.throttle.write_iops_device";
                        case WEIGHT -> "blkio.weight_device";
                    },
                    device(limit) + " " + limit.value());
        }
        wanted.hugePages()
                .forEach((size, bytes) ->
                        all.add("hugepageLimits", "hugetlb", "hugetlb.%s.limit_in_bytes".formatted(size), bytes));
        all.add("network classID", "net_cls", "net_cls.classid", wanted.networkClass());
        wanted.networkPriorities()
                .forEach((name, priority) ->
                        all.add("network priorities", "net_prio", "net_prio.ifpriomap", name + " " + priority));
        all.addRdma(wanted);
        return all.settings;
    }

    /** The same for version 2, converted as the runtime specification's implementations do. */
    static List<Setting> version2(Resources wanted) {
        Collector all = new Collector(true);
        Long memory = wanted.memory();
        Long swap = swap(wanted);
        Long shares = wanted.cpuShares();
        Long weight = wanted.blkioWeight();
        all.add("--memory", "memory", "memory.max", memory);
        if (memory != null && swap != null) {
            all.addSwap("memory.swap.max", wanted, swap < 0 ? MAX : swap - memory);
        }
        all.add("--memory-reservation", "memory", "memory.low", wanted.memoryReservation());
        all.add("--cpu-shares", "cpu", "cpu.weight", shares == null ? null : 1 + (shares - 2) * 9999 / 262_142);
        if (wanted.cpuQuota() != null || wanted.cpuPeriod() != null) {
            String value = "%s %d"
                    .formatted(
                            wanted.cpuQuota() == null ? MAX : maximum(wanted.cpuQuota()),
                            wanted.cpuPeriod() == null ? PERIOD : wanted.cpuPeriod());
            all.add("--cpu-quota", "cpu", "cpu.max", wanted.cpuQuota() == null ? null : value);
            all.add("--cpu-period", "cpu", "cpu.max", wanted.cpuPeriod() == null ? null : value);
        }
        all.add("--cpu-burst", "cpu", "cpu.max.burst", wanted.cpuBurst());
        all.add("--cpu-idle", "cpu", "cpu.idle", bit(wanted.cpuIdle()));
        all.add("--cpuset-cpus", "cpuset", "cpuset.cpus", wanted.cpusetCpus());
        all.add("--cpuset-mems", "cpuset", "cpuset.mems", wanted.cpusetMems());
        all.add("--pids-limit", "pids", "pids.max", maximum(wanted.pids()));
        all.add("--blkio-weight", "io", "io.weight", weight == null ? null : weight(weight));
        for (BlockLimit limit : wanted.blockLimits()) {
            String key = switch (limit.kind()) {
                case READ_BYTES -> "rbps=";
                case WRITE_BYTES -> "wbps=";
                case READ_OPERATIONS -> "riops=";
                case WRITE_OPERATIONS -> "wiops=";
                case WEIGHT -> "";
            };
            boolean weighs = limit.kind() == BlockLimit.Kind.WEIGHT;
            all.add(
                    flag(limit),
                    "io",
                    weighs ? "io.weight" : "io.max",
                    "%s %s%d".formatted(device(limit), key, weighs ? weight(limit.value()) : limit.value()));
        }
        wanted.hugePages()
                .forEach(
                        (size, bytes) -> all.add("hugepageLimits", "hugetlb", "hugetlb.%s.max".formatted(size), bytes));
        all.addRdma(wanted);
        wanted.unified()
                .forEach((file, value) ->
                        all.add("unified", file.substring(0, Math.max(file.indexOf('.'), 0)), file, value));
        return all.settings;
    }

    /** As much swap as memory, where only that was given: otherwise a limit would just make the host swap. */
    private static @Nullable Long swap(Resources wanted) {
        return wanted.memorySwap() != null || wanted.memory() == null
                ? wanted.memorySwap()
                : Long.valueOf(2 * wanted.memory());
    }

    private static @Nullable String maximum(@Nullable Long number) {
        return number == null ? null : number < 0 ? MAX : number.toString();
    }

    private static @Nullable String bit(@Nullable Boolean flag) {
        return flag == null ? null : flag ? "1" : "0";
    }

    private static long weight(long version1) {
        return 1 + (version1 - 10) * 9999 / 990;
    }

    private static String device(BlockLimit limit) {
        return limit.major() + ":" + limit.minor();
    }

    private static String flag(BlockLimit limit) {
        return switch (limit.kind()) {
            case READ_BYTES -> "--device-read-bps";
            case WRITE_BYTES -> "--device-write-bps";
            case READ_OPERATIONS -> "--device-read-iops";
            case WRITE_OPERATIONS -> "--device-write-iops";
            case WEIGHT -> "--blkio-weight-device";
        };
    }

    /**
     * What puts it back.
     *
     * @param content of the file before this was written
     */
    String undo(String content) {
        int space = value.indexOf(' ');
        boolean keyed = space > 0 && !file.equals("cpu.max");
        if (!keyed) {
            // "oom_kill_disable 0", and more lines
            return content.startsWith("oom_kill_disable ") ? content.substring(17, 18) : content;
        }
        String key = value.substring(0, space + 1);
        return content.lines()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .orElse(value.contains("=") ? value.replaceAll("=[0-9a-z]+", "=max") : key + "0");
    }

    /** Settings that were asked for. */
    private static final class Collector {
        private final boolean unified;
        private final List<Setting> settings = new ArrayList<>();

        Collector(boolean unified) {
            this.unified = unified;
        }

        void add(String flag, String controller, String file, @Nullable Object value) {
            if (value != null) {
                settings.add(new Setting(flag, controller, file, value.toString(), unified, false));
            }
        }

        void addSwap(String file, Resources wanted, @Nullable Object value) {
            if (value != null) {
                settings.add(new Setting(
                        "--memory-swap", "memory", file, value.toString(), unified, wanted.memorySwap() == null));
            }
        }

        void addRdma(Resources wanted) {
            wanted.rdma().forEach((device, limit) -> {
                StringBuilder value = new StringBuilder(device);
                if (limit.handles() != null) {
                    value.append(" hca_handle=").append(limit.handles());
                }
                if (limit.objects() != null) {
                    value.append(" hca_object=").append(limit.objects());
                }
                add("rdma", "rdma", "rdma.max", value);
            });
        }
    }
}
