package io.atoll.registry.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sends one request by the way there and follows nothing; every wait is bounded. */
public final class Transport implements AutoCloseable {
    private static final String USER_AGENT = "atoll/0.1";

    private final Clients clients;
    private final Routes routes;
    private final Duration idle;

    public Transport(Settings settings) {
        this(new Clients(settings), uri -> Way.DIRECT, settings.idle());
    }

    private Transport(Clients clients, Routes routes, Duration idle) {
        this.clients = clients;
        this.routes = routes;
        this.idle = idle;
    }

    /** This by other ways; closing either closes both. */
    public Transport by(Routes other) {
        return new Transport(clients, other, idle);
    }

    /** How long is waited for an answer. */
    Duration idle() {
        return idle;
    }

    public Response send(String method, URI uri, Map<String, String> headers) throws IOException, InterruptedException {
        return send(method, uri, headers, idle);
    }

    public Response send(String method, URI uri, Map<String, String> headers, Duration limit)
            throws IOException, InterruptedException {
        return send(method, uri, headers, null, limit);
    }

    /** @param limit for the answer to begin, once everything was sent */
    public Response send(
            String method, URI uri, Map<String, String> headers, @Nullable RequestBody body, Duration limit)
            throws IOException, InterruptedException {
        Way way = routes.to(uri);
        BodyWriter writer = body == null ? null : new BodyWriter(body.length());
        // Not HttpRequest.timeout: from JDK 26 on it covers the body too and would end every long download.
        AtomicBoolean answered = new AtomicBoolean();
        CompletableFuture<HttpResponse<BodyReader>> future = clients.get(way)
                .sendAsync(request(method, uri, headers, writer, way), info -> {
                    answered.set(true);
                    return new BodyReader(idle);
                });
        Duration patience = limit;
        try {
            if (body != null && writer != null) {
                patience = BodyWriter.patience(limit, body.length());
                try (InputStream source = body.open()) {
                    writer.send(source, future, idle);
                }
            }
            HttpResponse<BodyReader> response = future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            checkProxy(way, response);
            return new Response(response.statusCode(), response.headers(), uri, response.body());
        } catch (TimeoutException e) {
            throw new IdleTimeoutException(patience, false);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            // A body that ends too soon can be noticed before the response is handed out.
            throw answered.get() ? BodyReader.cut(cause) : asIo(cause);
        } finally {
            // Ends the exchange after a time-out or an interruption; without effect when it is done.
            future.cancel(true);
        }
    }

    /** Asks for something without waiting for the answer, which nobody needs: what is left of a failed push is taken away so. */
    public void forget(String method, URI uri, Map<String, String> headers) {
        Way way = routes.to(uri);
        CompletableFuture<?> future = clients.get(way)
                .sendAsync(request(method, uri, headers, null, way), info -> BodySubscribers.discarding());
        CompletableFuture.delayedExecutor(idle.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> future.cancel(true));
    }

    private static HttpRequest request(
            String method, URI uri, Map<String, String> headers, @Nullable BodyPublisher body, Way way) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, body == null ? BodyPublishers.noBody() : body)
                .setHeader("User-Agent", USER_AGENT);
        headers.forEach(request::header);
        // The JDK keeps it from the host behind a tunnel.
        way.proxy()
                .map(ProxyServer::authorization)
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
        return request.build();
    }

    /** What a proxy says to a tunnel it does not make is no answer of the host, and has no body. */
    private static void checkProxy(Way way, HttpResponse<BodyReader> response) throws IOException {
        BodyReader body = response.body();
        if (way.proxy().isEmpty() || (body != null && response.statusCode() != 407)) {
            return;
        }
        if (body != null) {
            body.close();
        }
        String said = "the proxy %s answered status %d".formatted(way.proxy().get(), response.statusCode());
        if (response.statusCode() == 407) {
            throw new Redirects.RefusedException(
                    said + ": it wants a user name and a password, or others: http://USER:PASSWORD@HOST:PORT");
        }
        if (response.statusCode() < 500) {
            throw new Redirects.RefusedException(said);
        }
        throw new IOException(said);
    }

    private static IOException asIo(Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        return new InterruptedIOException(String.valueOf(cause));
    }

    /** Ends what is under way; the client's threads are gone when this returns. */
    @Override
    public void close() {
        clients.close();
    }
}
