package io.atoll.itests.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a real registry; of what is large it passes on a little, and the rest when the test lets it. */
final class SlowRegistry implements AutoCloseable {
    private static final int LARGE = 20_000;
    private static final int LITTLE = 5_000;

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String origin;
    private volatile CountDownLatch gate = new CountDownLatch(1);

    SlowRegistry(String origin) throws IOException {
        this.origin = origin;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    String image(String name) {
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** Everything that waits goes on, and nothing waits any more. */
    void open() {
        gate.countDown();
    }

    void shut() {
        gate = new CountDownLatch(1);
    }

    private void serve(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + origin + exchange.getRequestURI()));
        exchange.getRequestHeaders()
                .getOrDefault("Accept", List.of())
                .forEach(value -> request.header("Accept", value));
        request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        try (exchange) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            for (String name : List.of("Content-Type", "Docker-Content-Digest", "Docker-Distribution-Api-Version")) {
                response.headers()
                        .firstValue(name)
                        .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
            }
            byte[] body = response.body().readAllBytes();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(response.statusCode(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                pass(body, exchange.getResponseBody());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            // Who asked has gone: that is what is tested.
        }
    }

    private void pass(byte[] body, OutputStream out) throws IOException, InterruptedException {
        int first = body.length > LARGE ? LITTLE : body.length;
        out.write(body, 0, first);
        out.flush();
        if (first < body.length) {
            gate.await();
            out.write(body, first, body.length - first);
        }
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
