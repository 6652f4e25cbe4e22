package io.atoll.registry.internal;

import static io.atoll.registry.internal.PullFixture.assertContains;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.registry.Credentials;
import io.atoll.registry.internal.PushRegistry.Seen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W38: uploads that go on at another host: all of them arrives there, and no credentials. */
@Timeout(120)
final class RedirectedPushTest extends PushFixture {
    private static final Credentials ALICE = new Credentials("u", "p");
    private static final int SIZE = 3 << 20;

    private final PushRegistry storage = another();
    private final String far = "http://" + storage.name() + "/v2/x/blobs/uploads/far?signature=s";
    private final TestImage large = large(SIZE);
    private final Digest layer = large.layers.getFirst();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private static PushRegistry another() {
        try {
            return new PushRegistry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void store() {
        storage.fault = exchange -> {
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    exchange.getRequestBody().transferTo(received);
                    // The storage is the registry's.
                    if (TestImage.digest(received.toByteArray()).equals(layer)) {
                        registry.blobs.put("app/" + layer, received.toByteArray());
                    }
                    PushRegistry.status(exchange, 201);
                }
                case "PATCH" -> {
                    exchange.getRequestBody().transferTo(received);
                    exchange.getResponseHeaders().set("Range", "0-" + (received.size() - 1));
                    PushRegistry.status(exchange, 202);
                }
                default -> PushRegistry.status(exchange, 404);
            }
            return true;
        };
    }

    @AfterEach
    void stopStorage() {
        storage.close();
    }

    /** Whether it was refused for want of a password. */
    private static boolean refused(HttpExchange exchange) throws IOException {
        boolean known = "Basic dTpw".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!known) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
            exchange.getRequestBody().readAllBytes();
            PushRegistry.status(exchange, 401);
        }
        return !known;
    }

    private static boolean isLarge(HttpExchange exchange) {
        return Integer.toString(SIZE).equals(exchange.getRequestHeaders().getFirst("Content-Length"));
    }

    private void push() {
        // The configuration is uploaded where it is asked for; the layer is what this is about.
        registry.blobs.put("app/" + TestImage.digest(large.config), large.config);
        push(set(large), new MemorySource(large.blobs), "app:1", ALICE);
    }

    private void assertArrived() {
        assertArrayEquals(Objects.requireNonNull(large.blobs.get(layer)), received.toByteArray());
        assertTrue(registry.manifests.containsKey("app/1"));
        assertFalse(storage.seen.isEmpty());
        for (Seen one : storage.seen) {
            assertNull(one.authorization(), one::toString);
            assertTrue(one.query().startsWith("signature=s"), one::toString);
        }
        assertTrue(
                registry.seen.stream()
                        .filter(one -> one.is("PUT", "/manifests/"))
                        .allMatch(one -> "Basic dTpw".equals(one.authorization())),
                "who it is for still gets them");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    @DisplayName("W38: a redirected upload keeps its method and its body, and loses the credentials")
    void redirected(int status) {
        registry.fault = exchange -> {
            if (refused(exchange)) {
                return true;
            }
            if (exchange.getRequestMethod().equals("PUT") && isLarge(exchange)) {
                FakeRegistry.redirect(status, far).handle(exchange);
                return true;
            }
            return false;
        };
        push();
        assertArrived();
        assertEquals(List.of("PUT"), storage.seen.stream().map(Seen::method).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    @DisplayName("W38: and so does each redirected part of an upload in parts")
    void partsRedirected(int status) {
        registry.fault = exchange -> {
            if (refused(exchange)) {
                return true;
            }
            String method = exchange.getRequestMethod();
            if (method.equals("PUT") && isLarge(exchange)) {
                PushRegistry.status(exchange, 413);
                return true;
            }
            boolean part = exchange.getRequestURI().getPath().contains("/uploads/u")
                    && (method.equals("PATCH") || method.equals("PUT"));
            if (part) {
                FakeRegistry.redirect(status, far).handle(exchange);
            }
            return part;
        };
        push();
        assertArrived();
        // What the storage does not say a new place of goes on at the registry, and is redirected again.
        List<String> methods = storage.seen.stream().map(Seen::method).toList();
        assertEquals("PUT", methods.getLast());
        assertTrue(methods.size() >= 2
                && methods.subList(0, methods.size() - 1).stream().allMatch("PATCH"::equals));
    }

    @Test
    @DisplayName("W38: the registry names another host as the place of the upload: not with the credentials")
    void namedElsewhere() {
        registry.fault = exchange -> {
            if (refused(exchange)) {
                return true;
            }
            boolean begins = exchange.getRequestMethod().equals("POST");
            if (begins) {
                exchange.getResponseHeaders().set("Location", far);
                PushRegistry.status(exchange, 202);
            }
            return begins;
        };
        push();
        assertArrived();
    }

    @Test
    @DisplayName("W38: a storage that asks for credentials does not get them")
    void storageAsks() {
        storage.fault = exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"give\"");
            PushRegistry.status(exchange, 401);
            return true;
        };
        registry.fault = exchange -> {
            if (refused(exchange)) {
                return true;
            }
            boolean upload = exchange.getRequestMethod().equals("PUT") && isLarge(exchange);
            if (upload) {
                FakeRegistry.redirect(308, far).handle(exchange);
            }
            return upload;
        };
        AtollException e = assertThrows(AtollException.class, this::push);
        assertEquals(ErrorCode.UNAUTHORIZED, e.code(), e::getMessage);
        storage.seen.forEach(one -> assertNull(one.authorization(), one::toString));
    }

    @Test
    @DisplayName("W38: redirects in a circle, and a 303 that says it was done, are errors")
    void circles() {
        AtomicInteger status = new AtomicInteger(307);
        registry.fault = exchange -> {
            if (refused(exchange)) {
                return true;
            }
            boolean upload = exchange.getRequestMethod().equals("PUT") && isLarge(exchange);
            if (upload) {
                FakeRegistry.redirect(status.get(), exchange.getRequestURI().toString())
                        .handle(exchange);
            }
            return upload;
        };
        assertContains(
                "it redirects more than 5 times",
                String.valueOf(assertThrows(AtollException.class, this::push).getMessage()));
        status.set(303);
        assertContains(
                "it redirects a PUT with status 303",
                String.valueOf(assertThrows(AtollException.class, this::push).getMessage()));
    }
}
