package io.atoll.registry.internal.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows redirects: a bounded number of them, never from HTTPS to HTTP, and without {@code Authorization} from the first
 * change of origin on, even where a later one leads back.
 */
public final class Redirects {
    private final Transport transport;

    public Redirects(Transport transport) {
        this.transport = transport;
    }

    public Transport transport() {
        return transport;
    }

    public Response send(String method, URI first, Map<String, String> headers)
            throws IOException, InterruptedException {
        return send(method, first, headers, null);
    }

    /** A redirect keeps the method and the body, which is sent again. */
    public Response send(String method, URI first, Map<String, String> headers, @Nullable RequestBody body)
            throws IOException, InterruptedException {
        URI uri = first;
        Map<String, String> sent = headers;
        for (int followed = 0; ; followed++) {
            Response response = transport.send(method, uri, sent, body, transport.idle());
            if (!isRedirect(response.status())) {
                return response;
            }
            try (response) {
                if (followed == Settings.MAX_REDIRECTS) {
                    throw new RefusedException("it redirects more than %d times".formatted(Settings.MAX_REDIRECTS));
                }
                // "See other" means that it was done, and what came of it is to be read there (RFC 9110 section
                // 15.4.4).
                if (response.status() == 303 && !method.equals("GET") && !method.equals("HEAD")) {
                    throw new RefusedException("it redirects a %s with status 303".formatted(method));
                }
                URI next = next(uri, response.header("Location"));
                if (!Origin.of(next).equals(Origin.of(uri))) {
                    sent = new LinkedHashMap<>(sent);
                    sent.remove("Authorization");
                }
                uri = next;
                response.discard();
            }
        }
    }

    /** Sends a document, and follows nothing. */
    public Response post(URI uri, String contentType, String body) throws IOException, InterruptedException {
        return transport.send(
                "POST",
                uri,
                Map.of("Content-Type", contentType),
                RequestBody.of(body.getBytes(StandardCharsets.UTF_8)),
                transport.idle());
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    public static URI next(URI from, String location) throws RefusedException {
        URI next;
        try {
            next = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("it redirects to what is no address: " + Redact.text(location));
        }
        String scheme = next.getScheme();
        if (location.isEmpty() || next.getHost() == null || next.getUserInfo() != null || scheme == null) {
            throw new RefusedException("it redirects to nowhere");
        }
        if (!scheme.equalsIgnoreCase("https") && !(scheme.equalsIgnoreCase("http") && isPlain(from))) {
            throw new RefusedException("it redirects from %s to %s".formatted(Redact.url(from), Redact.url(next)));
        }
        return next;
    }

    private static boolean isPlain(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    /** What the registry wants is not done; asking again would not change it. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
