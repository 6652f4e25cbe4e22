package io.atoll.registry.internal.call;

import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** The server asks to be left alone for a while. */
public final class TransientException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient HttpHeaders headers;

    public TransientException(Response response) {
        super("%s answered with status %d".formatted(Redact.url(response.uri()), response.status()));
        status = response.status();
        headers = response.headers();
    }

    public int status() {
        return status;
    }

    public Optional<Duration> retryAfter() {
        return RateLimit.wait(headers);
    }
}
