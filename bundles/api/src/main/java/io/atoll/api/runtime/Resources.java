package io.atoll.api.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What a container may use at most (runtime-spec 1.2 config-linux.md#control-groups). Null means: as much as there is.
 *
 * @param memory in bytes
 * @param memorySwap memory and swap together, in bytes; -1 for all the swap there is; null for twice the memory
 * @param memoryReservation what it is pressed down to when the host runs short, in bytes
 * @param cpuShares its weight when processors are short, 2 to 262144; what all others have is 1024
 * @param cpuQuota processor time in microseconds within a period
 * @param cpuPeriod in microseconds; null for 100000
 * @param cpusetCpus processors, as {@code 0-2,4}
 * @param cpusetMems memory nodes, likewise
 * @param pids processes and threads
 * @param blkioWeight its weight when disks are busy, 10 to 1000
 */
public record Resources(
        @Nullable Long memory,
        @Nullable Long memorySwap,
        @Nullable Long memoryReservation,
        @Nullable Long cpuShares,
        @Nullable Long cpuQuota,
        @Nullable Long cpuPeriod,
        @Nullable String cpusetCpus,
        @Nullable String cpusetMems,
        @Nullable Long pids,
        @Nullable Long blkioWeight) {
    /** No limits. */
    public static final Resources NONE = new Resources(null, null, null, null, null, null, null, null, null, null);
}
