package io.atoll.api.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a container may use at most (runtime-spec 1.2 config-linux.md#control-groups). Null or empty means: as much as there is, or what the
 * kernel does by itself.
 *
 * @param memory in bytes
 * @param memorySwap memory and swap together, in bytes; -1 for all the swap there is; null for twice the memory
 * @param memoryReservation what it is pressed down to when the host runs short, in bytes
 * @param memorySwappiness how readily its memory is swapped out, 0 to 100 (version 1 only)
 * @param oomKillDisable whether its processes wait, instead of being killed, when there is no more memory for them (version 1 only)
 * @param cpuShares its weight when processors are short, 2 to 262144; what all others have is 1024
 * @param cpuQuota processor time in microseconds within a period
 * @param cpuPeriod in microseconds; null for 100000
 * @param cpuBurst what of the time it did not use it may use later, in microseconds
 * @param cpuRealtimeRuntime processor time of real-time processes in microseconds within a period (version 1 only)
 * @param cpuRealtimePeriod in microseconds (version 1 only)
 * @param cpuIdle whether it runs only while nobody else wants to
 * @param cpusetCpus processors, as {@code 0-2,4}
 * @param cpusetMems memory nodes, likewise
 * @param pids processes and threads; -1 for no limit, which takes an earlier one away
 * @param blkioWeight its weight when disks are busy, 10 to 1000
 * @param blockLimits of single disks
 * @param hugePages bytes of each page size; the size as the kernel names it: {@code 2MB}
 * @param networkClass what packet filters know its packets by (version 1 only)
 * @param networkPriorities its packets' priority, by interface (version 1 only)
 * @param rdma by device
 * @param unified files of the group of version 2 and what is written to them
 */
public record Resources(
        @Nullable Long memory,
        @Nullable Long memorySwap,
        @Nullable Long memoryReservation,
        @Nullable Long memorySwappiness,
        @Nullable Boolean oomKillDisable,
        @Nullable Long cpuShares,
        @Nullable Long cpuQuota,
        @Nullable Long cpuPeriod,
        @Nullable Long cpuBurst,
        @Nullable Long cpuRealtimeRuntime,
        @Nullable Long cpuRealtimePeriod,
        @Nullable Boolean cpuIdle,
        @Nullable String cpusetCpus,
        @Nullable String cpusetMems,
        @Nullable Long pids,
        @Nullable Long blkioWeight,
        List<BlockLimit> blockLimits,
        SortedMap<String, Long> hugePages,
        @Nullable Long networkClass,
        SortedMap<String, Long> networkPriorities,
        SortedMap<String, RdmaLimit> rdma,
        SortedMap<String, String> unified) {
    /** No limits. */
    public static final Resources NONE = builder().build();

    public Resources {
        blockLimits = List.copyOf(blockLimits);
        hugePages = copy(hugePages);
        networkPriorities = copy(networkPriorities);
        rdma = copy(rdma);
        unified = copy(unified);
    }

    private static <T> SortedMap<String, T> copy(Map<String, T> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /**
     * A limit of one disk (config-linux.md#block-io).
     *
     * @param value bytes or operations a second; a weight from 10 to 1000
     */
    public record BlockLimit(Kind kind, long major, long minor, long value) {
        /** Of what. */
        public enum Kind {
            READ_BYTES,
            WRITE_BYTES,
            READ_OPERATIONS,
            WRITE_OPERATIONS,
            WEIGHT
        }
    }

    /** Limits of an RDMA device (config-linux.md#rdma); null for none. */
    public record RdmaLimit(
            @Nullable Long handles, @Nullable Long objects) {}

    /** These, where the other says nothing. */
    public Resources with(Resources other) {
        return new Resources(
                or(other.memory, memory),
                or(other.memorySwap, memorySwap),
                or(other.memoryReservation, memoryReservation),
                or(other.memorySwappiness, memorySwappiness),
                or(other.oomKillDisable, oomKillDisable),
                or(other.cpuShares, cpuShares),
                or(other.cpuQuota, cpuQuota),
                or(other.cpuPeriod, cpuPeriod),
                or(other.cpuBurst, cpuBurst),
                or(other.cpuRealtimeRuntime, cpuRealtimeRuntime),
                or(other.cpuRealtimePeriod, cpuRealtimePeriod),
                or(other.cpuIdle, cpuIdle),
                or(other.cpusetCpus, cpusetCpus),
                or(other.cpusetMems, cpusetMems),
                or(other.pids, pids),
                or(other.blkioWeight, blkioWeight),
                other.blockLimits.isEmpty() ? blockLimits : other.blockLimits,
                other.hugePages.isEmpty() ? hugePages : other.hugePages,
                or(other.networkClass, networkClass),
                other.networkPriorities.isEmpty() ? networkPriorities : other.networkPriorities,
                other.rdma.isEmpty() ? rdma : other.rdma,
                other.unified.isEmpty() ? unified : other.unified);
    }

    private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }

    /** No limits yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects limits; those it is not told are none. */
    public static final class Builder {
        private @Nullable Long memory;
        private @Nullable Long memorySwap;
        private @Nullable Long memoryReservation;
        private @Nullable Long memorySwappiness;
        private @Nullable Boolean oomKillDisable;
        private @Nullable Long cpuShares;
        private @Nullable Long cpuQuota;
        private @Nullable Long cpuPeriod;
        private @Nullable Long cpuBurst;
        private @Nullable Long cpuRealtimeRuntime;
        private @Nullable Long cpuRealtimePeriod;
        private @Nullable Boolean cpuIdle;
        private @Nullable String cpusetCpus;
        private @Nullable String cpusetMems;
        private @Nullable Long pids;
        private @Nullable Long blkioWeight;
        private List<BlockLimit> blockLimits = List.of();
        private Map<String, Long> hugePages = Map.of();
        private @Nullable Long networkClass;
        private Map<String, Long> networkPriorities = Map.of();
        private Map<String, RdmaLimit> rdma = Map.of();
        private Map<String, String> unified = Map.of();

        private Builder() {}

        public Builder memory(@Nullable Long value) {
            memory = value;
            return this;
        }

        public Builder memorySwap(@Nullable Long value) {
            memorySwap = value;
            return this;
        }

        public Builder memoryReservation(@Nullable Long value) {
            memoryReservation = value;
            return this;
        }

        public Builder memorySwappiness(@Nullable Long value) {
            memorySwappiness = value;
            return this;
        }

        public Builder oomKillDisable(@Nullable Boolean value) {
            oomKillDisable = value;
            return this;
        }

        public Builder cpuShares(@Nullable Long value) {
            cpuShares = value;
            return this;
        }

        public Builder cpuQuota(@Nullable Long value) {
            cpuQuota = value;
            return this;
        }

        public Builder cpuPeriod(@Nullable Long value) {
            cpuPeriod = value;
            return this;
        }

        public Builder cpuBurst(@Nullable Long value) {
            cpuBurst = value;
            return this;
        }

        public Builder cpuRealtimeRuntime(@Nullable Long value) {
            cpuRealtimeRuntime = value;
            return this;
        }

        public Builder cpuRealtimePeriod(@Nullable Long value) {
            cpuRealtimePeriod = value;
            return this;
        }

        public Builder cpuIdle(@Nullable Boolean value) {
            cpuIdle = value;
            return this;
        }

        public Builder cpusetCpus(@Nullable String value) {
            cpusetCpus = value;
            return this;
        }

        public Builder cpusetMems(@Nullable String value) {
            cpusetMems = value;
            return this;
        }

        public Builder pids(@Nullable Long value) {
            pids = value;
            return this;
        }

        public Builder blkioWeight(@Nullable Long value) {
            blkioWeight = value;
            return this;
        }

        public Builder blockLimits(List<BlockLimit> value) {
            blockLimits = value;
            return this;
        }

        public Builder hugePages(Map<String, Long> value) {
            hugePages = value;
            return this;
        }

        public Builder networkClass(@Nullable Long value) {
            networkClass = value;
            return this;
        }

        public Builder networkPriorities(Map<String, Long> value) {
            networkPriorities = value;
            return this;
        }

        public Builder rdma(Map<String, RdmaLimit> value) {
            rdma = value;
            return this;
        }

        public Builder unified(Map<String, String> value) {
            unified = value;
            return this;
        }

        public Resources build() {
            return new Resources(
                    memory,
                    memorySwap,
                    memoryReservation,
                    memorySwappiness,
                    oomKillDisable,
                    cpuShares,
                    cpuQuota,
                    cpuPeriod,
                    cpuBurst,
                    cpuRealtimeRuntime,
                    cpuRealtimePeriod,
                    cpuIdle,
                    cpusetCpus,
                    cpusetMems,
                    pids,
                    blkioWeight,
                    blockLimits,
                    new TreeMap<>(hugePages),
                    networkClass,
                    new TreeMap<>(networkPriorities),
                    new TreeMap<>(rdma),
                    new TreeMap<>(unified));
        }
    }
}
