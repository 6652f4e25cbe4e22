package io.atoll.registry.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A registry that says and does what a test wants. */
final class FakeRegistry implements AutoCloseable {
    /** One answer. */
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    record Seen(String method, String path, @Nullable String authorization) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Handler> routes = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        on("/v2/", answer(200, "application/json", "{}"));
    }

    String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    FakeRegistry on(String path, Handler handler) {
        routes.put(path, handler);
        return this;
    }

    Handler route(String path) {
        return routes.getOrDefault(
                path,
                answer(404, "application/json", "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"not here\"}]}"));
    }

    /** Requests of this path. */
    List<Seen> seen(String path) {
        return seen.stream().filter(one -> one.path().equals(path)).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        seen.add(new Seen(
                exchange.getRequestMethod(), path, exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            route(path).handle(exchange);
        }
    }

    static Handler answer(int status, String type, String body) {
        return answer(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static Handler answer(int status, String type, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        };
    }

    /** The first answers in turn, then the last one for ever. */
    static Handler inTurn(Handler... handlers) {
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        return exchange -> handlers[Math.min(turn.getAndIncrement(), handlers.length - 1)].handle(exchange);
    }

    static Handler redirect(String location) {
        return redirect(307, location);
    }

    static Handler redirect(int status, String location) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Announces all, sends half, and cuts the connection. */
    static Handler cut(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /**
     * Cuts until it is asked for a part: the cut may overtake all that was sent before it, and then there is nothing to go on from.
     *
     * @param cut to requests for all
     * @param part to those for a part
     * @param afterwards to requests for all, after one for a part
     */
    static Handler cutUntilRange(Handler cut, Handler part, Handler afterwards) {
        var ranged = new java.util.concurrent.atomic.AtomicBoolean();
        return exchange -> {
            if (exchange.getRequestHeaders().containsKey("Range")) {
                ranged.set(true);
                part.handle(exchange);
            } else if (ranged.get()) {
                afterwards.handle(exchange);
            } else {
                cut.handle(exchange);
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
