package io.atoll.registry.internal.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * An answer whose body is still to be read.
 *
 * @param uri what was asked, after redirects
 * @param closed told when it is closed, perhaps more than once
 */
public record Response(int status, HttpHeaders headers, URI uri, BodyReader body, Runnable closed)
        implements AutoCloseable {
    private static final int SHORT = 64 << 10;

    public Response(int status, HttpHeaders headers, URI uri, BodyReader body) {
        this(status, headers, uri, body, () -> {});
    }

    /** This, and somebody who is told. */
    public Response onClose(Runnable told) {
        return new Response(status, headers, uri, body, told);
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Reads what is left of a short body, so that the connection can be used again, and closes. */
    public void discard() throws IOException, InterruptedException {
        try (this) {
            body.readAll(SHORT);
        }
    }

    @Override
    public void close() {
        body.close();
        closed.run();
    }
}
