package io.atoll.api.runtime;

/**
 * What a container has used since it started, at one moment.
 *
 * @param container its id
 * @param name its name
 * @param nanoTime when this was read, as {@link System#nanoTime}; the difference of two tells of the time between
 * @param processors how many the machine has
 * @param cpuNanos processor time, all processors together
 * @param memory bytes in use, without cached files that nobody has used for a while
 * @param memoryLimit how many it may use: the machine's memory if it has no limit
 * @param networkReceived bytes its network namespace received; 0 if that is the host's, as of loopback
 * @param networkSent likewise
 * @param blockRead bytes read from disks
 * @param blockWritten bytes written to disks
 * @param pids processes and threads
 */
public record ContainerStats(
        String container,
        String name,
        long nanoTime,
        int processors,
        long cpuNanos,
        long memory,
        long memoryLimit,
        long networkReceived,
        long networkSent,
        long blockRead,
        long blockWritten,
        long pids) {
    /**
     * Processor time in percent of one processor, since an earlier moment.
     *
     * @param earlier of the same container
     */
    public double cpuPercent(ContainerStats earlier) {
        long time = nanoTime - earlier.nanoTime;
        return time <= 0 ? 0 : 100.0 * Math.max(0, cpuNanos - earlier.cpuNanos) / time;
    }

    /** Of the memory it may use. */
    public double memoryPercent() {
        return memoryLimit <= 0 ? 0 : 100.0 * memory / memoryLimit;
    }
}
