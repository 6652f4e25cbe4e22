package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.RegistryAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** W38, W5: a real registry that sends its users to a token server. */
@Timeout(300)
final class TokenRegistryTest {
    private static final Credentials ALICE = new Credentials("alice", "s3cret");
    private static @Nullable TokenServer server;
    private static @Nullable DockerRegistry started;

    @TempDir
    private Path home;

    private final RegistryComponent client = new RegistryComponent(new FakeStore(), PullFixture.QUICK);

    @BeforeAll
    static void start() throws IOException, InterruptedException, GeneralSecurityException {
        DockerRegistry.require(TokenRegistryTest.class, "openssl");
        Path folder = DockerRegistry.newDirectory();
        TokenServer tokens = new TokenServer(folder);
        server = tokens;
        DockerRegistry registry = new DockerRegistry(folder, folder.resolve("storage"), "", tokens.configuration());
        started = registry;
        registry.push(
                registry.layout("small", List.of("echo hello > hello")),
                "team/app:latest",
                "--dest-creds=alice:s3cret");
    }

    @AfterAll
    static void stop() throws IOException {
        if (started != null) {
            started.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        tokens().asked.clear();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static TokenServer tokens() {
        return Objects.requireNonNull(server);
    }

    private static String registry() {
        return Objects.requireNonNull(started).name();
    }

    private RegistryAccess access(@Nullable Credentials credentials) {
        return new RegistryAccess(credentials, false, Map.of("HOME", home.toString()));
    }

    private List<String> tags(@Nullable Credentials credentials) {
        return client.tags(Reference.parse(registry() + "/team/app"), access(credentials));
    }

    private static AtollException refused(Runnable what) {
        AtollException e = assertThrows(AtollException.class, what::run);
        assertEquals(ErrorCode.UNAUTHORIZED, e.code(), e::getMessage);
        assertFalse(String.valueOf(e.getMessage()).contains("s3cret"));
        return e;
    }

    @Test
    @DisplayName("S1.40, W5: login asks for a token without scope; what is stored then lets the user in")
    void login() {
        AtollException e = refused(() -> client.login(registry(), access(new Credentials("alice", "no s3cret"))));
        assertTrue(String.valueOf(e.getMessage()).contains("incorrect username or password"), e::getMessage);
        refused(() -> tags(null));
        tokens().asked.clear();
        client.login(registry(), access(ALICE));
        assertEquals(List.of("GET[]"), tokens().asked);
        assertEquals(List.of("latest"), tags(null));
        client.logout(registry(), access(null));
        refused(() -> tags(null));
    }

    @Test
    @DisplayName("W38: one token for each scope, asked for before the registry has to ask")
    void tokensAreKept() {
        tags(ALICE);
        tags(ALICE);
        assertEquals(List.of("GET[repository:team/app:pull]"), tokens().asked);
    }

    @Test
    @DisplayName("W38: an identity token is exchanged as OAuth2 has it, and never sent to the registry")
    void identityToken() throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Path config = home.resolve(".docker/config.json");
        String entry = "{\"auths\": {\"%s\": {\"auth\": \"YWxpY2U6\", \"identitytoken\": \"%s\"}}}";
        Files.writeString(config, entry.formatted(registry(), "1dentity"));
        assertEquals(List.of("latest"), tags(null));
        assertEquals(List.of("POST[repository:team/app:pull]"), tokens().asked);
        Files.writeString(config, entry.formatted(registry(), "other"));
        AtollException e = refused(() -> tags(null));
        assertTrue(String.valueOf(e.getMessage()).contains(config.toString()), e::getMessage);
    }
}
