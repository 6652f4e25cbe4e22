package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** S1.5, W38: a real registry with htpasswd, and credentials where Docker and Podman keep them. */
final class StoredCredentialsTest {
    @RegisterExtension
    static final RealRegistry REAL = new RealRegistry(
            DockerRegistry.ALICE,
            registry -> registry.push(
                    registry.layout("small", List.of("echo hello > hello")),
                    "team/app:latest",
                    "--dest-creds=alice:s3cret"));

    @TempDir
    private Path home;

    private final FakeStore store = new FakeStore();
    private final RegistryComponent client = new RegistryComponent(store, RealRegistry.PATIENT);

    @AfterEach
    void close() {
        client.close();
    }

    private static String registry() {
        return REAL.its().name();
    }

    private StoredImage pull(@Nullable Credentials credentials, String... variables) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return client.pull(
                new PullRequest(
                        Reference.parse(registry() + "/team/app:latest"),
                        Platform.host(),
                        new RegistryAccess(credentials, false, environment)),
                PullListener.NONE);
    }

    private String refused(ErrorCode code, String... variables) {
        AtollException e = assertThrows(AtollException.class, () -> pull(null, variables));
        assertEquals(code, e.code(), e::getMessage);
        assertFalse(String.valueOf(e.getMessage()).contains("s3cret"));
        return String.valueOf(e.getMessage());
    }

    private Path write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String auth(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String auths(String key, String pair) {
        return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(key, auth(pair));
    }

    @Test
    void nobodyIsRefusedAndToldHowToLogIn() {
        assertTrue(refused(ErrorCode.UNAUTHORIZED).contains("atoll image login " + registry()));
    }

    @Test
    void dockersConfiguration() throws IOException {
        for (String key : List.of(registry(), "http://" + registry(), "https://" + registry() + "/v1/")) {
            write(".docker/config.json", auths(key, "alice:s3cret"));
            assertEquals("team/app", pull(null).reference().repository());
        }
        write("elsewhere/config.json", auths(registry(), "alice:s3cret"));
        write(".docker/config.json", auths(registry(), "alice:wrong"));
        pull(null, "DOCKER_CONFIG", home.resolve("elsewhere").toString());
        assertTrue(refused(ErrorCode.UNAUTHORIZED).contains(".docker/config.json"), "says where the wrong one is from");
        // What the user says now goes first.
        pull(new Credentials("alice", "s3cret"));
    }

    @Test
    void podmansFiles() throws IOException {
        write(".docker/config.json", auths("other.example", "bob:x"));
        Path last = write(".config/containers/auth.json", auths(registry(), "alice:s3cret"));
        pull(null);
        Path runtime = write("run/containers/auth.json", auths(registry(), "alice:wrong"));
        refused(ErrorCode.UNAUTHORIZED, "XDG_RUNTIME_DIR", home.resolve("run").toString());
        // A repository's own entry goes before the registry's.
        write("run/containers/auth.json", """
                {"auths": {"%1$s": {"auth": "%2$s"}, "%1$s/team": {"auth": "%2$s"}, "%1$s/team/app": {"auth": "%3$s"}}}
                """.formatted(registry(), auth("alice:wrong"), auth("alice:s3cret")));
        pull(null, "XDG_RUNTIME_DIR", home.resolve("run").toString());
        Files.delete(runtime);
        refused(ErrorCode.UNAUTHORIZED, "REGISTRY_AUTH_FILE", runtime.toString());
        pull(null, "REGISTRY_AUTH_FILE", last.toString());
    }

    @Test
    @org.junit.jupiter.api.DisplayName("S1.5: a helper that fails falls through to the file, and the user is told")
    void aHelperThatFails() throws IOException {
        write(
                ".docker/config.json",
                auths(registry(), "alice:s3cret").replaceFirst("}$", ", \"credsStore\": \"none\"}"));
        List<String> warnings = new java.util.ArrayList<>();
        client.pull(
                new PullRequest(
                        Reference.parse(registry() + "/team/app:latest"),
                        Platform.host(),
                        new RegistryAccess(null, false, Map.of("HOME", home.toString()))),
                new PullListener() {
                    @Override
                    public void warning(String text) {
                        warnings.add(text);
                    }
                });
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("docker-credential-none is not in $PATH"), warnings::getFirst);
    }

    @Test
    void aFileThatCannotBeUnderstoodIsAnError() throws IOException {
        // W5: never as if it were empty.
        for (String text : List.of(
                "{\"auths\": s3cret",
                "[]",
                "{\"auths\": []}",
                "{\"auths\": {\"%s\": {\"auth\": \"s3cret\"}}}".formatted(registry()),
                "{\"auths\": {\"%s\": 1}}".formatted(registry()),
                "{\"credsStore\": \"../../bin/sh\"}")) {
            write(".docker/config.json", text);
            String message = refused(ErrorCode.INVALID);
            assertTrue(message.contains(home.resolve(".docker/config.json").toString()), message);
        }
    }
}
