package io.atoll.runtime.internal.health;

import java.time.Instant;

/**
 * One answer of a health check.
 *
 * @param exitCode 0: all is well; -1: there was no answer in time
 * @param output the beginning of what it wrote
 */
public record Probe(Instant start, Instant end, int exitCode, String output) {
    /** Whether all is well. */
    public boolean isGood() {
        return exitCode == 0;
    }
}
