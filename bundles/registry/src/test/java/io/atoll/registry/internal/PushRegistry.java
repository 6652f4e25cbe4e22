package io.atoll.registry.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atoll.api.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A registry in memory that can be pushed to, as the specification says, where no test wants it otherwise. */
final class PushRegistry implements AutoCloseable {
    /** Does something else than the registry would. */
    interface Fault {
        /** @return false to let the registry answer */
        boolean handle(HttpExchange exchange) throws IOException;
    }

    record Seen(
            String method,
            String path,
            String query,
            @Nullable String authorization,
            @Nullable String range) {
        boolean is(String wanted, String part) {
            return method.equals(wanted) && path.contains(part);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Manifest(String type, byte[] bytes) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    /** By repository and digest, {@code app/sha256:…}. */
    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    /** By repository and name. */
    final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

    final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    final AtomicInteger sessions = new AtomicInteger();
    volatile boolean mounts = true;
    volatile boolean subjects;
    volatile long minChunk;
    volatile Fault fault = exchange -> false;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    PushRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    long count(String method, String part) {
        return seen.stream().filter(one -> one.is(method, part)).count();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getRawQuery();
        seen.add(new Seen(
                exchange.getRequestMethod(),
                path,
                query == null ? "" : query,
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Range")));
        try (exchange) {
            if (!fault.handle(exchange)) {
                answer(exchange, path, query == null ? "" : query);
            }
        }
    }

    private void answer(HttpExchange exchange, String path, String query) throws IOException {
        String[] parts = path.split("/", -1);
        if (path.equals("/v2/")) {
            status(exchange, 200);
        } else if (path.contains("/blobs/uploads/")) {
            upload(exchange, parts[2], parts[5], query);
        } else if (parts.length == 5 && parts[3].equals("blobs")) {
            blob(exchange, blobs.get(parts[2] + "/" + parts[4]));
        } else {
            manifest(exchange, parts[2], parts[4]);
        }
    }

    private void upload(HttpExchange exchange, String repository, String session, String query) throws IOException {
        ByteArrayOutputStream upload = uploads.get(session);
        switch (exchange.getRequestMethod()) {
            case "POST" -> post(exchange, repository, query);
            case "DELETE" -> status(exchange, uploads.remove(session) == null ? 404 : 204);
            case "GET" -> {
                if (upload != null) {
                    progress(exchange, repository, session, upload, 204);
                } else {
                    status(exchange, 404);
                }
            }
            case "PATCH" -> {
                String range = exchange.getRequestHeaders().getFirst("Content-Range");
                if (upload == null) {
                    status(exchange, 404);
                } else if (range != null && !range.startsWith(upload.size() + "-")) {
                    exchange.getRequestBody().readAllBytes();
                    progress(exchange, repository, session, upload, 416);
                } else {
                    take(exchange, upload, Long.MAX_VALUE);
                    progress(exchange, repository, session, upload, 202);
                }
            }
            default -> {
                if (upload == null) {
                    status(exchange, 404);
                    return;
                }
                take(exchange, upload, Long.MAX_VALUE);
                String digest = query.replace("%3A", ":").replaceFirst(".*digest=", "");
                byte[] bytes = upload.toByteArray();
                uploads.remove(session);
                if (TestImage.digest(bytes).equals(Digest.parse(digest))) {
                    blobs.put(repository + "/" + digest, bytes);
                    exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
                    status(exchange, 201);
                } else {
                    FakeRegistry.answer(400, "application/json", "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}")
                            .handle(exchange);
                }
            }
        }
    }

    private void post(HttpExchange exchange, String repository, String query) throws IOException {
        if (query.startsWith("mount=") && mounts) {
            String digest = query.substring("mount=".length(), query.indexOf('&'));
            byte[] there = blobs.get(query.substring(query.indexOf("from=") + 5).replace("%2F", "/") + "/" + digest);
            if (there != null) {
                blobs.put(repository + "/" + digest, there);
                status(exchange, 201);
                return;
            }
        }
        String session = "u" + sessions.incrementAndGet();
        uploads.put(session, new ByteArrayOutputStream());
        if (minChunk > 0) {
            exchange.getResponseHeaders().set("OCI-Chunk-Min-Length", Long.toString(minChunk));
        }
        exchange.getResponseHeaders()
                .set("Location", "/v2/" + repository + "/blobs/uploads/" + session + "?state=a%2Fb");
        status(exchange, 202);
    }

    /** Receives at most so many bytes. */
    static void take(HttpExchange exchange, ByteArrayOutputStream upload, long most) throws IOException {
        byte[] buffer = new byte[8192];
        long left = most;
        while (left > 0) {
            int read = exchange.getRequestBody().read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            upload.write(buffer, 0, read);
            left -= read;
        }
    }

    private static void progress(
            HttpExchange exchange, String repository, String session, ByteArrayOutputStream upload, int status)
            throws IOException {
        exchange.getResponseHeaders()
                .set("Location", "/v2/" + repository + "/blobs/uploads/" + session + "?state=a%2Fb");
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, upload.size() - 1));
        status(exchange, status);
    }

    private static void blob(HttpExchange exchange, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            status(exchange, 404);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            status(exchange, 200);
        } else {
            FakeRegistry.answer(200, "application/octet-stream", bytes).handle(exchange);
        }
    }

    private void manifest(HttpExchange exchange, String repository, String name) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            manifests.put(repository + "/" + name, new Manifest(type, bytes));
            manifests.put(repository + "/" + TestImage.digest(bytes), new Manifest(type, bytes));
            if (subjects) {
                exchange.getResponseHeaders().set("OCI-Subject", "sha256:" + "0".repeat(64));
            }
            status(exchange, 201);
            return;
        }
        Manifest manifest = manifests.get(repository + "/" + name);
        if (manifest == null) {
            status(exchange, 404);
        } else {
            FakeRegistry.answer(200, manifest.type(), manifest.bytes()).handle(exchange);
        }
    }

    static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
