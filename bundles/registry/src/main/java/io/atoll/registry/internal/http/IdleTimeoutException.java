package io.atoll.registry.internal.http;

import java.io.IOException;
import java.time.Duration;

/** Nothing came, or nothing was taken, for too long. */
public final class IdleTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean answered;

    /** @param answered whether something had come before: a connection that stalls is worth a second try, a deaf registry is not */
    public IdleTimeoutException(Duration limit, boolean answered) {
        this(
                answered
                        ? "it stopped sending for %s".formatted(seconds(limit))
                        : "it did not answer within %s".formatted(seconds(limit)),
                answered);
    }

    private IdleTimeoutException(String message, boolean answered) {
        super(message);
        this.answered = answered;
    }

    /** A registry that does not take what is sent to it. */
    static IdleTimeoutException notReading(Duration limit) {
        return new IdleTimeoutException("it stopped reading for %s".formatted(seconds(limit)), true);
    }

    public boolean answered() {
        return answered;
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
