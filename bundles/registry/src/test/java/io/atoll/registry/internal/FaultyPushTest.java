package io.atoll.registry.internal;

import static io.atoll.registry.internal.PullFixture.assertContains;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.registry.Credentials;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Registries that cut, refuse, redirect, expire and lie while they are pushed to. */
final class FaultyPushTest extends PushFixture {
    private static final int SIZE = 20 << 20;

    private final TestImage large = large(SIZE);
    private final Digest layer = large.layers.getFirst();

    /** The upload of the large layer is all that is sent to a session. */
    private static boolean isUpload(HttpExchange exchange, String method) {
        return exchange.getRequestMethod().equals(method)
                && exchange.getRequestURI().getPath().contains("/uploads/u");
    }

    private static boolean isLarge(HttpExchange exchange) {
        return exchange.getRequestURI().getQuery().contains("digest=")
                && Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length")) == SIZE;
    }

    private java.io.ByteArrayOutputStream upload(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return Objects.requireNonNull(registry.uploads.get(path.substring(path.lastIndexOf('/') + 1)));
    }

    @Test
    @DisplayName("W38: an upload that was cut goes on where it was, in chunks")
    void cutAndResumed() {
        AtomicInteger cuts = new AtomicInteger();
        registry.fault = exchange -> {
            boolean whole = isUpload(exchange, "PUT") && isLarge(exchange);
            if ((whole || isUpload(exchange, "PATCH")) && cuts.getAndIncrement() < 3) {
                PushRegistry.take(exchange, upload(exchange), 3_000_000);
                throw new IOException("cut");
            }
            return false;
        };
        push(large, "app:1");
        assertPushed(large, "app", "1");
        List<String> ranges = registry.seen.stream()
                .filter(one -> one.is("PATCH", "/uploads/"))
                .map(one -> String.valueOf(one.range()))
                .toList();
        assertEquals(List.of("3000000-19777215", "6000000-20971519", "9000000-20971519"), ranges);
        assertEquals(SIZE, told.copied.get(layer));
    }

    @Test
    void cutForEver() {
        registry.fault = exchange -> {
            if ((isUpload(exchange, "PUT") && isLarge(exchange)) || isUpload(exchange, "PATCH")) {
                throw new IOException("cut");
            }
            return false;
        };
        String message = fails(ErrorCode.UNAVAILABLE, large, "app:1");
        assertContains("failed to push blob " + layer, message);
        assertContains("(5 tries)", message);
    }

    @Test
    @DisplayName("W38: what is too much for one request goes in chunks, no smaller than the registry wants")
    void tooLargeForOneRequest() {
        registry.minChunk = 3 << 20;
        registry.fault = exchange -> {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            boolean tooLarge = length != null && Long.parseLong(length) > 5 << 20;
            if (tooLarge) {
                // Before the body was read, as proxies do.
                PushRegistry.status(exchange, 413);
            }
            return tooLarge;
        };
        push(large, "app:1");
        assertPushed(large, "app", "1");
        assertTrue(registry.seen.stream()
                .filter(one -> one.range() != null)
                .map(one -> one.range().split("-", -1))
                .filter(range -> !range[1].equals(Integer.toString(SIZE - 1)))
                .allMatch(range -> Long.parseLong(range[1]) - Long.parseLong(range[0]) + 1 >= 3 << 20));
    }

    @Test
    @DisplayName("W38: where every size is too much the error says whose limit that is")
    void tooLargeWhateverIsDone() {
        registry.fault = exchange -> {
            boolean body = isUpload(exchange, "PATCH") || (isUpload(exchange, "PUT") && isLarge(exchange));
            if (body) {
                exchange.getRequestBody().readAllBytes();
                FakeRegistry.answer(413, "application/json", "{\"errors\":[{\"code\":\"SIZE_INVALID\"}]}")
                        .handle(exchange);
            }
            return body;
        };
        String message = fails(ErrorCode.UNSUPPORTED, large, "app:1");
        assertContains("answered 413 Content Too Large to PATCH", message);
        assertContains("SIZE_INVALID; it, or a proxy before it, limits the size of requests", message);
        assertContains("262144 bytes are too many", message);
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequest() {
        registry.fault = exchange -> {
            if (isUpload(exchange, "PUT") && isLarge(exchange)) {
                PushRegistry.status(exchange, 403);
                return true;
            }
            return false;
        };
        fails(ErrorCode.DENIED, large, "app:1");
    }

    @Test
    void theSessionIsLost() {
        AtomicInteger lost = new AtomicInteger();
        registry.fault = exchange -> {
            if (isUpload(exchange, "PUT") && isLarge(exchange) && lost.getAndIncrement() == 0) {
                registry.uploads.clear();
                throw new IOException("restarted");
            }
            return false;
        };
        push(large, "app:1");
        assertPushed(large, "app", "1");
    }

    @Test
    void busyAndThenFine() {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        registry.fault = exchange -> {
            String path = exchange.getRequestURI().getPath().replaceFirst("/u\\d+$", "");
            boolean first = asked.add(exchange.getRequestMethod() + path);
            if (first && !path.equals("/v2/")) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Retry-After", "0");
                PushRegistry.status(exchange, path.contains("uploads") ? 429 : 503);
                return true;
            }
            return false;
        };
        push(image, "app:1");
        assertPushed(image, "app", "1");
    }

    @Test
    @DisplayName("W38: a token that expires during an upload is replaced, and the upload repeated")
    void tokenExpires() {
        AtomicInteger tokens = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        registry.fault = exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/token")) {
                String token = "t" + tokens.incrementAndGet();
                FakeRegistry.answer(200, "application/json", "{\"token\":\"%s\"}".formatted(token))
                        .handle(exchange);
                return true;
            }
            boolean expired = isUpload(exchange, "PUT") && isLarge(exchange) && refused.getAndIncrement() == 0;
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (expired || !("Bearer t" + tokens).equals(given)) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders()
                        .set(
                                "WWW-Authenticate",
                                "Bearer realm=\"http://%s/token\",service=\"s\"".formatted(registry.name()));
                PushRegistry.status(exchange, 401);
                return true;
            }
            return false;
        };
        push(set(large), new MemorySource(large.blobs), "app:1", new Credentials("u", "p"));
        assertPushed(large, "app", "1");
        assertEquals(2, tokens.get());
        assertTrue(registry.seen.stream()
                .filter(one -> one.path().equals("/token"))
                .allMatch(one -> one.query().endsWith("scope=repository%3Aapp%3Apull%2Cpush")));
    }

    @Test
    void aDamagedBlobIsNotPushed() {
        Map<Digest, byte[]> damaged = new HashMap<>(large.blobs);
        byte[] bytes = Objects.requireNonNull(damaged.get(layer)).clone();
        bytes[SIZE / 2] ^= 1;
        damaged.put(layer, bytes);
        AtollException e = org.junit.jupiter.api.Assertions.assertThrows(
                AtollException.class, () -> push(set(large), new MemorySource(damaged), "app:1", null));
        assertEquals(ErrorCode.CORRUPT, e.code(), e::getMessage);
        assertContains("the stored blob is damaged", String.valueOf(e.getMessage()));
        assertTrue(registry.manifests.isEmpty());
        assertFalse(registry.blobs.containsKey("app/" + layer));
    }

    @Test
    void aRegistryThatReceivedSomethingElse() {
        registry.fault = exchange -> {
            if (isUpload(exchange, "PUT")) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
                PushRegistry.status(exchange, 201);
                return true;
            }
            return false;
        };
        assertContains("says that it received sha256:000", fails(ErrorCode.CORRUPT, image, "app:1"));
    }

    @Test
    void twoPushesOfOneBlobUploadItOnce() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        registry.fault = exchange -> {
            if (isUpload(exchange, "PUT") && isLarge(exchange)) {
                waits.countDown();
            }
            return false;
        };
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                push(large, "app:1");
            } catch (RuntimeException e) {
                failed.set(e);
            }
        });
        other.start();
        assertTrue(waits.await(30, TimeUnit.SECONDS));
        push(large, "app:2");
        other.join();
        assertNull(failed.get());
        assertPushed(large, "app", "1");
        assertPushed(large, "app", "2");
        assertEquals(2, registry.sessions.get());
    }

    @Test
    void interruptionEndsItAndTakesTheUploadAway() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch deleted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        registry.fault = exchange -> {
            if (isUpload(exchange, "DELETE")) {
                deleted.countDown();
            }
            if (isUpload(exchange, "PUT") && isLarge(exchange)) {
                PushRegistry.take(exchange, upload(exchange), 1_000_000);
                begun.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return false;
        };
        AtomicReference<AtollException> ended = new AtomicReference<>();
        Thread pushing = new Thread(() -> {
            try {
                push(large, "app:1");
            } catch (AtollException e) {
                ended.set(e);
            }
        });
        pushing.start();
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        pushing.interrupt();
        pushing.join(30_000);
        assertEquals(ErrorCode.UNAVAILABLE, Objects.requireNonNull(ended.get()).code());
        assertContains("interrupted", String.valueOf(ended.get().getMessage()));
        assertTrue(deleted.await(30, TimeUnit.SECONDS));
        assertTrue(registry.manifests.isEmpty());
    }
}
