package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Credentials;
import io.atoll.registry.internal.FakeRegistry.Handler;
import io.atoll.registry.internal.FakeRegistry.Seen;
import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.call.Authenticator;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Transport;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuthenticationTest extends PullFixture {
    private static final Credentials ALICE = new Credentials("alice", "s3cret");
    private static final String BASIC = "Basic YWxpY2U6czNjcmV0";

    private final FakeRegistry other = newRegistry();
    private final TestImage image = TestImage.simple().serve(registry, "app", "latest");
    private final String blobPath = "/v2/app/blobs/" + image.layers.get(0);
    private final String manifestPath = "/v2/app/manifests/latest";

    @AfterEach
    void stopOther() {
        other.close();
    }

    private static Handler guarded(String challenge, String accepted, Handler handler) {
        return exchange -> {
            if (accepted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                handler.handle(exchange);
            } else {
                exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
                answer(401, "application/json", "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"log in\"}]}")
                        .handle(exchange);
            }
        };
    }

    private void guardAll(String challenge, String accepted) {
        registry.on(manifestPath, guarded(challenge, accepted, registry.route(manifestPath)));
        image.blobs.keySet().stream()
                .map(digest -> "/v2/app/blobs/" + digest)
                .forEach(path -> registry.on(path, guarded(challenge, accepted, registry.route(path))));
    }

    private String bearer() {
        return "Bearer service=\"a registry\",scope=\"repository:app:pull\",realm=\"http://" + other.name()
                + "/token\"";
    }

    @Test
    void basic() {
        guardAll("Basic realm=\"it\"", BASIC);
        pull("app:latest", ALICE);
        // Asked for once, then sent without being asked.
        assertEquals(2, registry.seen(manifestPath).size());
        assertEquals(1, registry.seen(blobPath).size());
    }

    @Test
    void anonymousToken() {
        guardAll(bearer(), "Bearer t0ken");
        other.on("/token", answer(200, "application/json", "{\"token\":\"t0ken\",\"expires_in\":300}"));
        pull("app:latest");
        pull("app:latest");
        assertEquals(1, other.seen("/token").size(), "one token does for all");
        assertNull(other.seen("/token").get(0).authorization());
    }

    @Test
    void tokenWithPassword() {
        guardAll(bearer(), "Bearer t0ken");
        other.on("/token", exchange -> {
            assertEquals(
                    "service=a+registry&scope=repository%3Aapp%3Apull",
                    exchange.getRequestURI().getRawQuery());
            guarded("Basic", BASIC, answer(200, "application/json", "{\"access_token\":\"t0ken\"}"))
                    .handle(exchange);
        });
        pull("app:latest", ALICE);
        // The password was for the token server only.
        assertTrue(registry.seen.stream().map(Seen::authorization).noneMatch(BASIC::equals));
    }

    @Test
    void aTokenThatExpiresIsReplaced() {
        guardAll(bearer(), "Bearer new");
        other.on(
                "/token",
                FakeRegistry.inTurn(
                        answer(200, "application/json", "{\"token\":\"new\"}"),
                        answer(200, "application/json", "{\"token\":\"newer\"}")));
        pull("app:latest");
        guardAll(bearer(), "Bearer newer");
        registry.on(manifestPath, guarded(bearer(), "Bearer newer", answer(200, "", image.manifest)));
        image.blobs.keySet().forEach(store.blobs::remove);
        image.serve(registry, "app");
        pull("app:latest");
        assertEquals(2, other.seen("/token").size());
    }

    @Test
    void aLoopOfChallengesEnds() {
        guardAll(bearer(), "Bearer never");
        other.on("/token", answer(200, "application/json", "{\"token\":\"t0ken\"}"));
        String message = fails(ErrorCode.UNAUTHORIZED, "app");
        assertContains("answered 401 Unauthorized", message);
        assertContains("UNAUTHORIZED: log in", message);
        assertContains("atoll image login " + registry.name(), message);
        assertEquals(2, registry.seen(manifestPath).size());
    }

    @Test
    void wrongPassword() {
        guardAll("Basic realm=\"it\"", "Basic other");
        AtollException e = assertThrows(AtollException.class, () -> pull("app:latest", ALICE));
        assertEquals(ErrorCode.UNAUTHORIZED, e.code());
        assertContains("check the user name and the password", String.valueOf(e.getMessage()));
        assertFalse(String.valueOf(e.getMessage()).contains("s3cret"));
        assertEquals(2, registry.seen(manifestPath).size());
    }

    @Test
    void denied() {
        registry.on(manifestPath, answer(403, "text/plain", "go away"));
        assertContains("answered 403", fails(ErrorCode.DENIED, "app"));
    }

    @Test
    void authorizationDoesNotFollowARedirect() {
        guardAll("Basic realm=\"it\"", BASIC);
        registry.on(
                blobPath,
                guarded(
                        "Basic realm=\"it\"",
                        BASIC,
                        FakeRegistry.redirect("http://" + other.name() + "/storage?signature=hidden")));
        other.on(
                "/storage",
                answer(
                        200,
                        "application/octet-stream",
                        java.util.Objects.requireNonNull(image.blobs.get(image.layers.get(0)))));
        pull("app:latest", ALICE);
        assertEquals(1, other.seen("/storage").size());
        assertNull(other.seen("/storage").get(0).authorization());
    }

    @Test
    void aForeignHostIsNotAnswered() {
        registry.on(blobPath, FakeRegistry.redirect("http://" + other.name() + "/storage?signature=hidden"));
        other.on("/storage", guarded("Basic realm=\"give\"", BASIC, answer(200, "", "x")));
        AtollException e = assertThrows(AtollException.class, () -> pull("app:latest", ALICE));
        assertEquals(ErrorCode.UNAUTHORIZED, e.code());
        assertFalse(String.valueOf(e.getMessage()).contains("hidden"));
        assertTrue(other.seen.stream().allMatch(one -> one.authorization() == null));
    }

    @Test
    void redirectsEnd() {
        registry.on(blobPath, FakeRegistry.redirect(blobPath));
        assertContains("redirects more than 5 times", fails(ErrorCode.UNAVAILABLE, "app"));
        assertEquals(6, registry.seen(blobPath).size());
        for (String location : List.of("", "file:///etc/passwd", "http://u:p@" + other.name() + "/", "http://[x/")) {
            registry.on(blobPath, FakeRegistry.redirect(location));
            fails(ErrorCode.UNAVAILABLE, "app");
        }
    }

    @Test
    void neverFromHttpsToHttp() {
        assertThrows(
                Redirects.RefusedException.class,
                () -> Redirects.next(URI.create("https://a.example/v2/"), "http://a.example/v2/"));
    }

    @Test
    void passwordsDoNotCrossANetworkInClear() {
        Target target = target(false);
        AtollException e =
                assertThrows(AtollException.class, () -> Authenticator.checkMaySend(target, target.origin()));
        assertContains("--insecure", String.valueOf(e.getMessage()));
        Authenticator.checkMaySend(target, Origin.of(URI.create("https://10.0.0.1/")));
        Authenticator.checkMaySend(target, Origin.of(URI.create("http://127.0.0.1/")));
        Target allowed = target(true);
        Authenticator.checkMaySend(allowed, allowed.origin());
    }

    private static Target target(boolean insecure) {
        return new Target(
                "10.0.0.1",
                Origin.of(URI.create("http://10.0.0.1/")),
                "app",
                Identity.of(ALICE),
                insecure,
                new Redirects(new Transport(QUICK)),
                1,
                List.of());
    }
}
