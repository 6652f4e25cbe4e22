package io.atoll.runtime.internal.restart;

import java.time.Duration;

/** How long to wait before a container is started again: Docker's times. Not for several threads. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(10);

    private Duration wait = Duration.ZERO;

    /** @param ran how long it ran this time: one that ran for a while has a fresh start */
    public Duration next(Duration ran) {
        Duration doubled = wait.multipliedBy(2);
        if (wait.isZero() || ran.compareTo(STEADY) >= 0) {
            wait = FIRST;
        } else {
            wait = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        }
        return wait;
    }

    /** The user began anew. */
    public void reset() {
        wait = Duration.ZERO;
    }
}
