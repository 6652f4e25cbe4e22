package io.atoll.runtime.internal;

/**
 * A container's first process.
 *
 * @param startTime field 22 of {@code /proc/PID/stat}: tells it from a later one of the same number
 */
record ContainerProcess(long pid, long startTime) {}
