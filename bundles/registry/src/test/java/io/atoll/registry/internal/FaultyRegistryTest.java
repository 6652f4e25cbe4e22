package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static io.atoll.registry.internal.FakeRegistry.cut;
import static io.atoll.registry.internal.FakeRegistry.inTurn;
import static io.atoll.registry.internal.TestImage.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.registry.internal.http.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A registry that fails, or lies. */
final class FaultyRegistryTest extends PullFixture {
    private final TestImage image = TestImage.simple().serve(registry, "app", "latest");
    private final Digest layer = image.layers.get(1);
    private final byte[] blob = Objects.requireNonNull(image.blobs.get(layer));
    private final String blobPath = "/v2/app/blobs/" + layer;

    @Test
    void wrongLayerContent() {
        byte[] wrong = blob.clone();
        wrong[12] ^= 1;
        registry.on(blobPath, answer(200, "application/octet-stream", wrong));
        String message = fails(ErrorCode.CORRUPT, "app");
        assertContains("failed to pull layer " + layer, message);
        assertContains("expected digest " + layer + " but found sha256:", message);
        assertFalse(store.blobs.containsKey(layer));
    }

    @Test
    void wrongLayerSize() {
        for (int length : List.of(blob.length - 1, blob.length + 1)) {
            registry.on(blobPath, answer(200, "application/octet-stream", Arrays.copyOf(blob, length)));
            assertContains(
                    "expected %d bytes but the registry sends %d".formatted(blob.length, length),
                    fails(ErrorCode.CORRUPT, "app"));
            // Without announcing it.
            byte[] bytes = Arrays.copyOf(blob, length);
            registry.on(blobPath, exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(bytes);
            });
            fails(ErrorCode.CORRUPT, "app");
        }
        assertFalse(store.blobs.containsKey(layer));
    }

    @Test
    void wrongManifestDigest() {
        byte[] other = new TestImage("linux/amd64", MediaTypes.OCI_LAYER, List.of("x")).manifest;
        registry.on("/v2/app/manifests/" + digest(image.manifest), answer(200, MediaTypes.OCI_MANIFEST, other));
        assertContains(
                "expected digest %s but found %s".formatted(digest(image.manifest), digest(other)),
                fails(ErrorCode.CORRUPT, "app@" + digest(image.manifest)));
        registry.on("/v2/app/manifests/latest", exchange -> {
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", digest(other).toString());
            answer(200, MediaTypes.OCI_MANIFEST, image.manifest).handle(exchange);
        });
        assertContains("expected digest " + digest(other), fails(ErrorCode.CORRUPT, "app"));
    }

    @Test
    void manifestsThatAreNone() {
        String manifest = "/v2/app/manifests/latest";
        registry.on(manifest, answer(200, MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,"));
        assertContains("failed to pull manifest: cannot read manifest", fails(ErrorCode.CORRUPT, "app"));
        registry.on(manifest, answer(200, "text/html", "<html>Welcome to the hotel</html>"));
        fails(ErrorCode.CORRUPT, "app");
        registry.on(manifest, answer(200, MediaTypes.OCI_MANIFEST, new byte[Settings.MAX_DOCUMENT + 1]));
        assertContains("larger than 4194304 bytes", fails(ErrorCode.UNSUPPORTED, "app"));
        registry.on(manifest, answer(200, MediaTypes.OCI_INDEX, image.manifest));
        assertContains("the registry says '" + MediaTypes.OCI_INDEX, fails(ErrorCode.CORRUPT, "app"));
        String both = new String(image.manifest, StandardCharsets.UTF_8).replaceFirst("\\{", "{\"manifests\":[],");
        registry.on(manifest, answer(200, MediaTypes.OCI_MANIFEST, both));
        assertContains("a manifest and an index in one", fails(ErrorCode.CORRUPT, "app"));
        registry.on(manifest, answer(200, "application/json", "{\"schemaVersion\":1,\"fsLayers\":[]}"));
        assertContains("schema 1", fails(ErrorCode.UNSUPPORTED, "app"));
    }

    @Test
    void layersOfUnknownKind() {
        new TestImage("linux/amd64", "application/x-strange", List.of("x")).serve(registry, "odd", "latest");
        assertContains("'application/x-strange'", fails(ErrorCode.UNSUPPORTED, "odd"));
    }

    @Test
    @DisplayName("S1.11: the configuration is read before any layer is fetched")
    void configurationsThatAreNone() {
        byte[] config = "{\"os\":\"linux\",".getBytes(StandardCharsets.UTF_8);
        registry.on("/v2/app/blobs/" + digest(config), answer(200, "application/octet-stream", config));
        String manifest = new String(image.manifest, StandardCharsets.UTF_8)
                .replace(
                        TestImage.entry(MediaTypes.OCI_CONFIG, digest(image.config), image.config.length, ""),
                        TestImage.entry(MediaTypes.OCI_CONFIG, digest(config), config.length, ""));
        registry.on("/v2/app/manifests/latest", answer(200, MediaTypes.OCI_MANIFEST, manifest));
        assertContains("invalid image config JSON: ", fails(ErrorCode.CORRUPT, "app"));
        assertTrue(registry.seen(blobPath).isEmpty());
    }

    @Test
    void anotherNumberOfDiffIds() {
        String manifest = new String(image.manifest, StandardCharsets.UTF_8);
        int at = manifest.lastIndexOf(",{");
        registry.on("/v2/app/manifests/latest", answer(200, MediaTypes.OCI_MANIFEST, manifest.substring(0, at) + "]}"));
        assertContains("it has 4 layers but its configuration", fails(ErrorCode.CORRUPT, "app"));
        assertTrue(registry.seen(blobPath).isEmpty());
    }

    @Test
    void cutAndThenFine() {
        registry.on(blobPath, inTurn(cut(blob), cut(blob), answer(200, "application/octet-stream", blob)));
        pull("app");
        assertEquals(3, registry.seen(blobPath).size());
    }

    @Test
    void cutForEver() {
        registry.on(blobPath, cut(blob));
        String message = fails(ErrorCode.UNAVAILABLE, "app");
        assertContains("failed to pull layer " + layer, message);
        assertContains("(5 tries): the connection was cut", message);
        // Five that bring nothing; each of the others an eighth at least.
        int tries = registry.seen(blobPath).size();
        assertTrue(tries >= 5 && tries <= 5 * 8, tries + " tries");
        assertFalse(store.blobs.containsKey(layer));
        // What was complete is kept, and serves the next try.
        assertTrue(store.blobs.containsKey(digest(image.config)));
    }

    @Test
    void busyAndThenFine() {
        FakeRegistry.Handler busy = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(429, -1);
        };
        registry.on(blobPath, inTurn(busy, answer(503, "text/html", "<html>"), registry.route(blobPath)));
        pull("app");
        assertEquals(3, registry.seen(blobPath).size());
    }

    @Test
    void busyForTooLong() {
        registry.on(blobPath, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            exchange.sendResponseHeaders(429, -1);
        });
        assertContains("answered 429 Too Many Requests", fails(ErrorCode.UNAVAILABLE, "app"));
        assertEquals(1, registry.seen(blobPath).size());
    }

    @Test
    void brokenForEver() {
        registry.on(blobPath, answer(502, "text/html", "<html>\u001b[31mno</html>"));
        String message = fails(ErrorCode.UNAVAILABLE, "app");
        assertContains("answered 502 Bad Gateway to GET http://" + registry.name() + blobPath, message);
        assertFalse(message.contains("\u001b") || message.contains("<html>"));
    }

    @Test
    void whatIsNotThere() {
        registry.on(
                "/v2/app/manifests/nope",
                answer(
                        404,
                        "application/json",
                        "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"un\\u001bknown\"}]}"));
        String message = fails(ErrorCode.NOT_FOUND, "app:nope");
        assertContains("failed to pull manifest: " + registry.name() + " answered 404 Not Found", message);
        assertContains("MANIFEST_UNKNOWN: un known", message);
        assertContains("check the name of the image and its tag 'nope'", message);
    }

    @Test
    void nobodyThere() {
        registry.close();
        String message = fails(ErrorCode.UNAVAILABLE, "app");
        assertContains("cannot reach the registry " + registry.name(), message);
        assertContains("the connection was refused", message);
    }

    @Test
    void noSuchHost() {
        AtollException e = assertThrows(
                AtollException.class,
                () -> client.pull(
                        new PullRequest(
                                Reference.parse("no-such-host.invalid/app:latest"),
                                new Platform("linux", "amd64", null),
                                RegistryAccess.ANONYMOUS),
                        PullListener.NONE));
        assertEquals(ErrorCode.UNAVAILABLE, e.code());
        assertContains("the host name cannot be resolved", String.valueOf(e.getMessage()));
        // Never tried in clear.
        assertContains("GET https://no-such-host.invalid/v2/app", String.valueOf(e.getMessage()));
    }
}
