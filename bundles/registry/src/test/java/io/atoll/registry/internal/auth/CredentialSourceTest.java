package io.atoll.registry.internal.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S1.5, W38: helpers before files, and what helpers may do wrong. */
@Timeout(60)
final class CredentialSourceTest {
    private static final String FILE = "{\"%s\": %s, \"auths\": {\"r.example\": {\"auth\": \"ZmlsZTpzM2NyZXQ=\"}}}";

    @TempDir
    private Path home;

    @BeforeEach
    void configure() throws IOException {
        config(FILE.formatted("credsStore", "\"box\""));
    }

    private void config(String text) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), text);
    }

    private void helper(String name, String script) throws IOException {
        Path file = home.resolve("docker-credential-" + name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private CredentialSource.Found find(String registry) throws InterruptedException {
        return new CredentialSource(Duration.ofSeconds(3))
                .stored(registry, "a/b", Map.of("HOME", home.toString(), "PATH", home + ":/usr/bin:/bin"));
    }

    private void fallsThrough(String script, String why) throws IOException, InterruptedException {
        helper("box", script);
        CredentialSource.Found found = find("r.example");
        assertEquals("file", found.identity().orElseThrow().username());
        assertEquals(1, found.warnings().size());
        assertTrue(found.warnings().getFirst().contains(why), found.warnings()::getFirst);
        assertFalse(found.warnings().getFirst().contains("s3cret"));
    }

    @Test
    @DisplayName("S1.5: credHelpers before credsStore before auths; a helper gets the bare host")
    void order() throws IOException, InterruptedException {
        helper("one", "printf '{\"Username\":\"one\",\"Secret\":\"%s\"}' \"$(cat)\"");
        helper("box", "printf '{\"Username\":\"box\",\"Secret\":\"%s\"}' \"$(cat)\"");
        config(FILE.formatted("credHelpers", "{\"r.example\": \"one\"}, \"credsStore\": \"box\""));
        Identity one = find("r.example").identity().orElseThrow();
        assertEquals("one r.example", one.username() + " " + one.secret());
        Identity other = find("other.example:5000").identity().orElseThrow();
        assertEquals("box other.example:5000", other.username() + " " + other.secret());
        Identity hub = find("docker.io").identity().orElseThrow();
        assertEquals("https://index.docker.io/v1/", hub.secret());
    }

    @Test
    void anIdentityToken() throws IOException, InterruptedException {
        helper("box", "echo '{\"Username\":\"<token>\",\"Secret\":\"s3cret\"}'");
        Identity identity = find("r.example").identity().orElseThrow();
        assertEquals(Identity.Kind.IDENTITY_TOKEN, identity.kind());
        assertFalse(identity.toString().contains("s3cret"));
    }

    @Test
    void notFoundIsNoFailure() throws IOException, InterruptedException {
        helper("box", "echo credentials not found in native keychain; exit 1");
        CredentialSource.Found found = find("r.example");
        assertEquals("file", found.identity().orElseThrow().username());
        assertEquals(List.of(), found.warnings());
    }

    @Test
    @DisplayName("S1.5: a helper that fails falls through to the file, and that is said")
    void failures() throws IOException, InterruptedException {
        fallsThrough("echo locked; exit 3", "status 3): locked");
        fallsThrough("echo '{\"Secret\":\"s3cret\"}'; echo why >&2; exit 1", "why");
        fallsThrough("echo s3cret", "not JSON");
        fallsThrough("head -c 200000 /dev/zero", "more than");
        Files.delete(home.resolve("docker-credential-box"));
        CredentialSource.Found found = find("r.example");
        assertEquals("file", found.identity().orElseThrow().username());
        assertTrue(found.warnings().getFirst().contains("not in $PATH"));
    }

    @Test
    @DisplayName("W38: a helper that does not end is ended, with all that it started")
    void endless() throws IOException, InterruptedException {
        fallsThrough("sleep 1000 & echo $! > \"$HOME/child\"; wait", "did not end within 3000 ms");
        long child = Long.parseLong(Files.readString(home.resolve("child")).strip());
        // Reaped by whoever inherits it: gone or a zombie soon.
        while (ProcessHandle.of(child).filter(ProcessHandle::isAlive).isPresent()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://index.docker.io/v1/, docker.io, true",
        "index.docker.io, docker.io, true",
        "docker.io, registry-1.docker.io, true",
        "https://R.example/v2/, r.example, true",
        "http://r.example:5000, r.example:5000, true",
        "r.example, r.example:5000, false",
        "r.example/team, r.example, false",
        "evil-r.example, r.example, false"
    })
    void keys(String key, String registry, boolean matches) {
        assertEquals(matches, RegistryKey.of(registry).matches(key));
    }
}
