package io.atoll.registry.internal.http;

import java.io.IOException;
import java.time.Duration;

/**
 * Whether a sender makes any progress: one that sends a byte now and then is never idle, and never done. Only the time spent waiting for it counts, not what the bytes
 * it sent are used for.
 */
final class Pace {
    /** In one period; over two minutes half a kilobyte a second, a tenth of what the slowest of modems did. */
    static final int LEAST = 64 << 10;

    private final Duration period;
    private long waited;
    private long received;

    Pace(Duration period) {
        this.period = period;
    }

    void waited(long nanos) {
        waited += nanos;
    }

    void received(long bytes) {
        received += bytes;
    }

    /** @throws IOException if too little came in a period that is over */
    void check() throws IOException {
        if (waited < period.toNanos()) {
            return;
        }
        if (received < LEAST) {
            throw new IOException("it sent only %d bytes in %d s".formatted(received, period.toSeconds()));
        }
        waited = 0;
        received = 0;
    }
}
