package io.atoll.registry.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server asks to be left alone for a while. */
final class TransientException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String retryAfter;

    TransientException(Response response) {
        super("%s answered with status %d".formatted(Redact.url(response.uri()), response.status()));
        status = response.status();
        retryAfter = response.header("Retry-After");
    }

    int status() {
        return status;
    }

    Optional<Duration> retryAfter() {
        return Backoff.retryAfter(retryAfter);
    }
}
