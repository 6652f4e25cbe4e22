package io.atoll.registry.internal.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

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

    public Response send(String method, URI uri, Map<String, String> headers) throws IOException, InterruptedException {
        return send(method, uri, headers, idle);
    }

    public Response send(String method, URI uri, Map<String, String> headers, Duration limit)
            throws IOException, InterruptedException {
        return send(method, uri, headers, BodyPublishers.noBody(), limit);
    }

    public Response send(String method, URI uri, Map<String, String> headers, BodyPublisher body, Duration limit)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, body).setHeader("User-Agent", USER_AGENT);
        headers.forEach(request::header);
        Way way = routes.to(uri);
        // The JDK keeps it from the host behind a tunnel.
        way.proxy()
                .map(ProxyServer::authorization)
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
        // Not HttpRequest.timeout: from JDK 26 on it covers the body too and would end every long download.
        AtomicBoolean answered = new AtomicBoolean();
        CompletableFuture<HttpResponse<BodyReader>> future = clients.get(way).sendAsync(request.build(), info -> {
            answered.set(true);
            return new BodyReader(idle);
        });
        try {
            HttpResponse<BodyReader> response = future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Response(response.statusCode(), response.headers(), uri, response.body());
        } catch (TimeoutException e) {
            throw new IdleTimeoutException(limit, false);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            // A body that ends too soon can be noticed before the response is handed out.
            throw answered.get() ? BodyReader.cut(cause) : asIo(cause);
        } finally {
            // Ends the exchange after a time-out or an interruption; without effect when it is done.
            future.cancel(true);
        }
    }

    private static IOException asIo(Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        return new InterruptedIOException(String.valueOf(cause));
    }

    Duration idle() {
        return idle;
    }

    /** Ends what is under way; the client's threads are gone when this returns. */
    @Override
    public void close() {
        clients.close();
    }
}
