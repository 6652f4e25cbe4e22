package io.atoll.registry.internal.call;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try. */
public final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Duration first;

    public Backoff(Duration first) {
        this.first = first;
    }

    /**
     * Doubles with each try; half of it is random, so that many clients cut off together do not come back together.
     *
     * @param tried so far, from 1
     */
    public Duration after(int tried) {
        long full = Math.min(LONGEST.toMillis(), first.toMillis() << Math.min(tried - 1, 20));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    /** {@code Retry-After}: seconds or a date (RFC 9110 section 10.2.3). */
    public static Optional<Duration> retryAfter(String header) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (header.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(Duration.ofSeconds(header.length() > 9 ? 999_999_999 : Long.parseLong(header)));
            }
            Instant at = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), at);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
