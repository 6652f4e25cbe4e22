package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A registry that lies, a store, and a client with short limits. */
abstract class PullFixture {
    static final Settings QUICK = new Settings(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(150), 5, Duration.ofMillis(5), 3);

    final FakeStore store = new FakeStore();
    final FakeRegistry registry = newRegistry();
    final RegistryComponent client = new RegistryComponent(store, settings());

    Settings settings() {
        return QUICK;
    }

    @BeforeEach
    void nothingIsHeld() {
        assertTrue(store.leases.isEmpty());
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
        assertTrue(store.leases.isEmpty(), "the lease is given up");
    }

    Reference reference(String rest) {
        return Reference.parse(registry.name() + "/" + rest);
    }

    StoredImage pull(String rest) {
        return pull(rest, null);
    }

    StoredImage pull(String rest, @Nullable Credentials credentials) {
        return client.pull(request(rest, "linux/amd64", credentials), PullListener.NONE);
    }

    PullRequest request(String rest, String platform, @Nullable Credentials credentials) {
        String[] parts = platform.split("/", -1);
        return new PullRequest(
                reference(rest),
                new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : null),
                new RegistryAccess(credentials, false, Map.of()));
    }

    /** The message of the failure, which must be of this code and leave no image behind. */
    String fails(ErrorCode code, String rest) {
        AtollException e = assertThrows(AtollException.class, () -> pull(rest));
        assertEquals(code, e.code(), e::getMessage);
        assertTrue(store.images.isEmpty());
        return String.valueOf(e.getMessage());
    }

    static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "'" + part + "' in: " + text);
    }

    static FakeRegistry newRegistry() {
        try {
            return new FakeRegistry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
