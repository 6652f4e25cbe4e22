package io.atoll.registry.internal.call;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How long a registry that has had enough of us wants to be left alone: {@code Retry-After}, or when its limits are reset. */
final class RateLimit {
    /** Numbers beyond this are times, not waits: 2001 as seconds since 1970. */
    private static final long EPOCH = 1_000_000_000;

    private RateLimit() {}

    static Optional<Duration> wait(HttpHeaders headers) {
        Optional<Duration> asked =
                Backoff.retryAfter(headers.firstValue("Retry-After").orElse(""));
        if (asked.isPresent()) {
            return asked;
        }
        for (String name : List.of("RateLimit-Reset", "X-RateLimit-Reset")) {
            String value = headers.firstValue(name).orElse("").strip();
            if (value.matches("[0-9]{1,12}")) {
                long number = Long.parseLong(value);
                return Optional.of(Duration.ofSeconds(
                        number < EPOCH
                                ? number
                                : Math.max(0, number - Instant.now().getEpochSecond())));
            }
        }
        return Optional.empty();
    }

    /** {@code 2 h 5 min}, rounded up. */
    static String words(Duration wait) {
        long seconds = Math.max(1, wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0));
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = (seconds + 59) / 60;
        return minutes < 60 ? minutes + " min" : "%d h %d min".formatted(minutes / 60, minutes % 60);
    }
}
