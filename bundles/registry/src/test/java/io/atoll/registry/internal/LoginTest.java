package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.RegistryAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S1.40, S1.41, W5: credentials are proven, then stored; and forgotten. */
final class LoginTest extends PullFixture {
    private static final Credentials ALICE = new Credentials("alice", "s3cret");
    private static final String BASIC = "Basic YWxpY2U6czNjcmV0";

    @TempDir
    private Path home;

    @BeforeEach
    void guard() {
        registry.on("/v2/", exchange -> {
            boolean known = BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!known) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"it\"");
            }
            answer(known ? 200 : 401, "application/json", "{}").handle(exchange);
        });
    }

    private RegistryAccess access(Credentials credentials) {
        return new RegistryAccess(
                credentials, false, Map.of("HOME", home.toString(), "PATH", home + "/bin:" + System.getenv("PATH")));
    }

    private Path config() {
        return home.resolve(".docker/config.json");
    }

    private String login() {
        return client.login(registry.name(), access(ALICE));
    }

    private AtollException fails(ErrorCode code, Credentials credentials) {
        AtollException e = assertThrows(AtollException.class, () -> client.login(registry.name(), access(credentials)));
        assertEquals(code, e.code(), e::getMessage);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains("s3cret"), cause::toString);
        }
        return e;
    }

    private void helper(String name, String script) throws IOException {
        Path file = home.resolve("bin/docker-credential-" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private void config(String text) throws IOException {
        Files.createDirectories(config().getParent());
        Files.writeString(config(), text);
    }

    @Test
    @DisplayName("S1.40: stored in config.json as Docker has it, for the owner only, with all else as it was")
    void stores() throws IOException {
        assertEquals(config().toString(), login());
        assertEquals("rwx------", mode(java.util.Objects.requireNonNull(config().getParent())));
        assertEquals("rw-------", mode(config()));
        assertTrue(Files.readString(config()).contains("\"auth\": \"YWxpY2U6czNjcmV0\""));

        config("""
                {"psFormat": "x", "auths": {"a.example": {"auth": "YTpi"}, "http://%s/v1/": {"auth": "b2xk"}}, "HttpHeaders": {"z": "1", "a": "2"}}
                """.formatted(registry.name()));
        Files.setPosixFilePermissions(config(), PosixFilePermissions.fromString("rw-r--r--"));
        login();
        String text = Files.readString(config()).replaceAll("\\s", "");
        assertEquals(
                "{\"psFormat\":\"x\",\"auths\":{\"a.example\":{\"auth\":\"YTpi\"},\"%s\":{\"auth\":\"YWxpY2U6czNjcmV0\"}},\"HttpHeaders\":{\"z\":\"1\",\"a\":\"2\"}}"
                        .formatted(registry.name()),
                text);
        assertEquals("rw-------", mode(config()));
    }

    @Test
    @DisplayName("W5: wrong credentials are not stored")
    void proves() {
        AtollException e = fails(ErrorCode.UNAUTHORIZED, new Credentials("alice", "not s3cret"));
        assertContains("cannot log in to " + registry.name() + " as alice", String.valueOf(e.getMessage()));
        assertFalse(Files.exists(config()));
    }

    @Test
    @DisplayName("W5: a configuration that cannot be understood stays as it is, and nobody is asked")
    void malformed() throws IOException {
        config("{\"auths\": {\"x\": s3cret");
        fails(ErrorCode.INVALID, ALICE);
        assertEquals("{\"auths\": {\"x\": s3cret", Files.readString(config()));
        assertTrue(registry.seen.isEmpty());
    }

    @Test
    void throughALink() throws IOException {
        Path real = Files.writeString(home.resolve("dotfiles.json"), "{}");
        Files.createDirectories(config().getParent());
        Files.createSymbolicLink(config(), Path.of("../dotfiles.json"));
        login();
        assertTrue(Files.isSymbolicLink(config()));
        assertTrue(Files.readString(real).contains("auth"));
    }

    @Test
    @DisplayName("W5: logins at once lose nothing")
    void together() throws IOException, InterruptedException {
        List<FakeRegistry> registries = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (RegistryComponentCloser other = new RegistryComponentCloser(new RegistryComponent(store, settings()))) {
            for (int i = 0; i < 8; i++) {
                FakeRegistry one = newRegistry();
                registries.add(one);
                RegistryComponent by = i % 2 == 0 ? client : other.client();
                threads.add(Thread.ofPlatform().start(() -> by.login(one.name(), access(ALICE))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            String text = Files.readString(config());
            registries.forEach(one -> assertContains(one.name(), text));
        } finally {
            registries.forEach(FakeRegistry::close);
        }
    }

    private record RegistryComponentCloser(RegistryComponent client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    @DisplayName("S1.40, S1.41: a helper that is configured keeps them instead of the file")
    void helperKeeps() throws IOException {
        helper("box", """
                cd "$HOME" || exit 1
                case $1 in
                store) cat > box;;
                get) test -f box || { echo "credentials not found in native keychain"; exit 1; }
                     printf '{"ServerURL":"x","Username":"alice","Secret":"s3cret"}';;
                erase) cat > erased; rm box;;
                esac
                """);
        config("{\"credsStore\": \"box\", \"auths\": {\"%s\": {\"auth\": \"b2xkOm9sZA==\"}}}"
                .formatted(registry.name()));
        assertEquals("docker-credential-box", login());
        assertEquals(
                "{\"ServerURL\":\"%s\",\"Username\":\"alice\",\"Secret\":\"s3cret\"}".formatted(registry.name()),
                Files.readString(home.resolve("box")));
        assertFalse(Files.readString(config()).contains("auth\""), "the old password is gone");
        client.logout(registry.name(), access(ALICE));
        assertEquals(registry.name(), Files.readString(home.resolve("erased")));
        assertFalse(Files.exists(home.resolve("box")));
        notLoggedIn();
    }

    @Test
    void aHelperThatFailsStoresNothing() throws IOException {
        helper("box", "echo it is locked; exit 1");
        config("{\"credHelpers\": {\"%s\": \"box\"}}".formatted(registry.name()));
        assertContains(
                "it is locked",
                String.valueOf(fails(ErrorCode.UNAVAILABLE, ALICE).getMessage()));
        assertFalse(Files.readString(config()).contains("auths"));
    }

    @Test
    @DisplayName("S1.41: logout forgets them wherever they are, and says if there were none")
    void logout() throws IOException {
        notLoggedIn();
        login();
        Path podman = home.resolve(".config/containers/auth.json");
        Files.createDirectories(podman.getParent());
        Files.writeString(podman, Files.readString(config()));
        client.logout(registry.name(), access(ALICE));
        assertFalse(Files.readString(config()).contains(registry.name()));
        assertFalse(Files.readString(podman).contains(registry.name()));
        notLoggedIn();
    }

    private void notLoggedIn() {
        AtollException e = assertThrows(AtollException.class, () -> client.logout(registry.name(), access(ALICE)));
        assertEquals(ErrorCode.NOT_FOUND, e.code());
        assertEquals("not logged in to " + registry.name(), e.getMessage());
    }

    @Test
    void noHome() {
        AtollException e = assertThrows(
                AtollException.class, () -> client.login(registry.name(), new RegistryAccess(ALICE, false, Map.of())));
        assertEquals(ErrorCode.INVALID, e.code());
        assertContains("$HOME", Objects.toString(e.getMessage()));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
