package io.atoll.cli.internal.progress;

import java.util.OptionalLong;

/** How fast something goes: bytes a second, smoothed so that it can be read, and forgetting within seconds what was. */
final class Rate {
    /** In seconds: how long the past counts. */
    private static final double MEMORY = 4;

    private static final double NANOS = 1e9;

    /** Shorter than this, and a rate says more about buffers than about the network. */
    private static final double SHORTEST = 0.05;

    /** Before this there is too little to tell. */
    private static final double FIRST = 0.8;

    private static final long LONGEST_LEFT = 100L * 3600;

    private final long began;
    private long then;
    private long count;
    private double average;

    Rate(long now, long count) {
        this.began = now;
        this.then = now;
        this.count = count;
    }

    /** @param total how many bytes there have been; fewer than before if it had to begin again */
    void sample(long now, long total) {
        double elapsed = (now - then) / NANOS;
        if (elapsed < SHORTEST) {
            return;
        }
        double speed = Math.max(0, total - count) / elapsed;
        average += (1 - Math.exp(-elapsed / MEMORY)) * (speed - average);
        then = now;
        count = total;
    }

    /** Bytes a second; empty as long as it cannot be known. */
    OptionalLong perSecond() {
        double elapsed = (then - began) / NANOS;
        if (elapsed < FIRST) {
            return OptionalLong.empty();
        }
        // The average began at nothing: what of it is owed to that is made good.
        return OptionalLong.of(Math.round(average / (1 - Math.exp(-elapsed / MEMORY))));
    }

    /** Seconds; empty if that cannot be said with any sense. */
    OptionalLong left(long remaining) {
        OptionalLong speed = perSecond();
        if (speed.isEmpty() || speed.getAsLong() == 0 || remaining <= 0) {
            return OptionalLong.empty();
        }
        long seconds = Math.ceilDiv(remaining, speed.getAsLong());
        return seconds > LONGEST_LEFT ? OptionalLong.empty() : OptionalLong.of(seconds);
    }
}
