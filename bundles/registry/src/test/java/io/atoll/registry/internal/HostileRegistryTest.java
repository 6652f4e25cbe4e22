package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static io.atoll.registry.internal.FakeRegistry.redirect;
import static io.atoll.registry.internal.TestImage.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W38: whatever a registry answers, a pull ends, says why, and stores nothing that is wrong. */
@Timeout(60)
final class HostileRegistryTest extends PullFixture {
    private static final String MANIFEST = "/v2/app/manifests/latest";

    private final TestImage image = TestImage.simple().serve(registry, "app", "latest");
    private final String blobPath = "/v2/app/blobs/" + image.layers.getFirst();

    @Override
    Settings settings() {
        return new Settings(
                Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofMillis(150), 2, Duration.ofMillis(5), 3);
    }

    private void manifest(String json) {
        registry.on(MANIFEST, answer(200, MediaTypes.OCI_MANIFEST, json));
    }

    @Test
    void deepJson() {
        manifest("{\"schemaVersion\":2,\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        fails(ErrorCode.CORRUPT, "app");
        assertTrue(store.blobs.isEmpty());
    }

    @Test
    void manyLayers() {
        String config = TestImage.entry(MediaTypes.OCI_CONFIG, digest(image.config), image.config.length, "");
        String layers = IntStream.range(0, 10_000)
                .mapToObj(i -> TestImage.entry(
                        MediaTypes.OCI_LAYER, digest(("x" + i).getBytes(StandardCharsets.UTF_8)), 2, ""))
                .collect(Collectors.joining(","));
        manifest("{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}".formatted(config, layers));
        fails(ErrorCode.CORRUPT, "app");
        assertTrue(registry.seen.stream().noneMatch(seen -> seen.path().startsWith("/v2/app/blobs/" + "x")));
    }

    @Test
    void closedBeforeHeaders() {
        registry.on(blobPath, exchange -> {
            throw new IOException("closed");
        });
        assertContains("(2 tries)", fails(ErrorCode.UNAVAILABLE, "app"));
    }

    @Test
    void redirectsInALoop() {
        registry.on(blobPath, redirect(blobPath));
        assertContains("redirects more than 5 times", fails(ErrorCode.UNAVAILABLE, "app"));
        assertTrue(registry.seen(blobPath).size() <= 6);
    }

    @Test
    void challengesInALoop() {
        registry.on(blobPath, exchange -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(401, -1);
        });
        fails(ErrorCode.UNAUTHORIZED, "app");
        assertTrue(registry.seen(blobPath).size() <= 2);
    }

    @Test
    void hugeHeaders() {
        registry.on(MANIFEST, exchange -> {
            for (int i = 0; i < 100; i++) {
                exchange.getResponseHeaders().add("X-" + i, "x".repeat(10_000));
            }
            answer(200, MediaTypes.OCI_MANIFEST, image.manifest).handle(exchange);
        });
        fails(ErrorCode.UNAVAILABLE, "app");
    }

    @Test
    @DisplayName("W38 a sender that is never idle and never done is given up")
    void drips() {
        byte[] blob = Objects.requireNonNull(image.blobs.get(image.layers.getFirst()));
        registry.on(blobPath, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                // Endless to whoever has patience; the blob is a few bytes, sent one by one.
                for (int i = 0; i < blob.length; i++) {
                    exchange.getResponseBody().write(blob[i]);
                    exchange.getResponseBody().flush();
                    Thread.sleep(200);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertContains("it sent only", fails(ErrorCode.UNAVAILABLE, "app"));
        assertFalse(store.blobs.containsKey(image.layers.getFirst()));
    }

    @Test
    void wrongTypes() {
        for (String type : List.of("text/html", "application/vnd.docker.distribution.manifest.v1+prettyjws")) {
            registry.on(MANIFEST, answer(200, type, "{\"schemaVersion\":1}"));
            fails(ErrorCode.UNSUPPORTED, "app");
        }
        for (String junk :
                List.of("", "null", "[]", "7", "\"x\"", "{", "{}", "\u0000", "{\"layers\":7,\"config\":{}}")) {
            manifest(junk);
            fails(ErrorCode.CORRUPT, "app");
        }
        assertEquals(0, store.blobs.size());
    }
}
