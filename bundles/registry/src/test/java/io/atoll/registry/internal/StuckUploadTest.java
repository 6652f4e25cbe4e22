package io.atoll.registry.internal;

import static io.atoll.registry.internal.PullFixture.assertContains;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W38: registries, and proxies before them, that do not take what they are sent. */
@Timeout(120)
final class StuckUploadTest extends PushFixture {
    private static final int SIZE = 20 << 20;

    private final TestImage large = large(SIZE);
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    Settings settings() {
        return new Settings(
                Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofMillis(150), 3, Duration.ofMillis(5), 3);
    }

    @AfterEach
    void end() {
        over.countDown();
    }

    private boolean stuck(HttpExchange exchange, int most) throws IOException {
        String path = exchange.getRequestURI().getPath();
        PushRegistry.take(
                exchange,
                Objects.requireNonNull(registry.uploads.get(path.substring(path.lastIndexOf('/') + 1))),
                most);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("stuck");
    }

    private static boolean isData(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return exchange.getRequestURI().getPath().contains("/uploads/u")
                && length != null
                && Long.parseLong(length) > 1 << 20;
    }

    @Test
    @DisplayName("W38: a registry that stops reading half-way is left, and the upload goes on where it was")
    void stopsReading() {
        AtomicInteger first = new AtomicInteger();
        registry.fault = exchange -> isData(exchange) && first.getAndIncrement() == 0 && stuck(exchange, SIZE / 4);
        push(large, "app:1");
        assertPushed(large, "app", "1");
        assertTrue(
                registry.seen.stream()
                        .anyMatch(one -> one.is("PATCH", "/uploads/")
                                && String.valueOf(one.range()).startsWith(SIZE / 4 + "-")),
                "from where it was");
    }

    @Test
    @DisplayName("W38: one that never reads on is given up, with an error that says so")
    void neverReads() {
        registry.fault = exchange -> isData(exchange) && stuck(exchange, 0);
        String message = fails(ErrorCode.UNAVAILABLE, large, "app:1");
        assertContains("failed to push blob " + large.layers.getFirst(), message);
        // Smaller parts are tried, too; one that the system takes at once is one that is not answered.
        assertTrue(
                message.contains("it stopped reading for 700 ms") || message.contains("it did not answer within"),
                message);
        assertTrue(registry.seen.stream()
                        .filter(one -> one.is("PUT", "/u") || one.is("PATCH", "/u"))
                        .count()
                <= 4);
    }

    @Test
    @DisplayName("W38: one that reads all and then says nothing is given up")
    void readsAndSaysNothing() {
        AtomicInteger first = new AtomicInteger();
        registry.fault = exchange -> {
            if (isData(exchange) && first.getAndIncrement() == 0) {
                exchange.getRequestBody().readAllBytes();
                stuck(exchange, 0);
            }
            return false;
        };
        String message = fails(ErrorCode.UNAVAILABLE, large, "app:1");
        assertContains("it did not answer within", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\1\2\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2p1\r\n",
                "HTTP/1.1 99999999999 OK\r\n\r\n",
                "HTTP/1.1 201 Created\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    @DisplayName("W38: garbage in answer to an upload, or an upload that is said to be done and is not")
    void garbage(String answer) throws IOException {
        try (RawServer raw = new RawServer(socket -> {
            RawServer.head(socket);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().skipNBytes(1000);
        })) {
            registry.fault = exchange -> {
                boolean begins = exchange.getRequestMethod().equals("POST");
                if (begins) {
                    exchange.getResponseHeaders().set("Location", "http://" + raw.name() + "/upload");
                    PushRegistry.status(exchange, 202);
                }
                return begins;
            };
            String message = fails(ErrorCode.UNAVAILABLE, large, "app:1");
            assertTrue(message.contains("failed to push") || message.contains("does not have it"), message);
            assertTrue(raw.accepted.size() <= 20, "bounded: " + raw.accepted.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", ""})
    @DisplayName("W38: a proxy that takes only small requests, and says so or cuts: smaller and smaller parts")
    void limitedBeforeTheBodyCame(String answer) throws IOException {
        try (LimitingProxy proxy = new LimitingProxy(registry.name(), 5 << 20, answer)) {
            client.target(proxy.name() + "/app:1", context(null))
                    .write(set(large), new MemorySource(large.blobs), told);
        }
        assertPushed(large, "app", "1");
        assertTrue(registry.count("PATCH", "/uploads/") >= 4);
    }

    @Test
    @DisplayName("W38: a proxy whose limit is below every part")
    void limitedToNothing() throws IOException {
        String answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (LimitingProxy proxy = new LimitingProxy(registry.name(), 100_000, answer)) {
            AtollException e = assertThrows(
                    AtollException.class,
                    () -> client.target(proxy.name() + "/app:1", context(null))
                            .write(set(large), new MemorySource(large.blobs), told));
            assertTrue(e.code() == ErrorCode.UNSUPPORTED || e.code() == ErrorCode.UNAVAILABLE, e::toString);
            assertContains("failed to push blob " + large.layers.getFirst(), String.valueOf(e.getMessage()));
        }
        assertEquals(0, registry.manifests.size());
    }
}
