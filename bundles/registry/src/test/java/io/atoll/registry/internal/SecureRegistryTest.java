package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.registry.internal.config.ConfigurationFiles;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

/** W38: real registries with a private authority, with client certificates, and behind a proxy. */
@Timeout(300)
final class SecureRegistryTest {
    private static @Nullable Path certificates;
    private static @Nullable DockerRegistry secure;
    private static @Nullable DockerRegistry mutual;

    @TempDir
    private Path home;

    private final FakeStore store = new FakeStore();
    private @Nullable RegistryComponent client;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        DockerRegistry.require(SecureRegistryTest.class, "openssl");
        Path folder = DockerRegistry.newDirectory();
        certificates = folder;
        authority(folder);
        try (DockerRegistry plain =
                DockerRegistry.start(DockerRegistry.newDirectory(), folder.resolve("storage"), "")) {
            plain.push(plain.layout("small", List.of("echo hello > hello")), "team/app:latest");
        }
        String tls = "tls: {certificate: %1$s/server.crt, key: %1$s/server.key%2$s}";
        secure = new DockerRegistry(
                DockerRegistry.newDirectory(), folder.resolve("storage"), tls.formatted(folder, ""), "");
        mutual = new DockerRegistry(
                DockerRegistry.newDirectory(),
                folder.resolve("storage"),
                tls.formatted(folder, ", clientcas: [%s/ca.crt]".formatted(folder)),
                "");
    }

    /** An authority, a server's certificate of it, and a client's with its key in each of the forms that are about. */
    private static void authority(Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("make");
        Files.writeString(script, """
                cd "$(dirname "$0")"
                openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=authority
                openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=server
                printf 'subjectAltName=IP:127.0.0.1,DNS:registry.test' > server.ext
                openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.crt
                printf 'extendedKeyUsage=clientAuth' > client.ext
                openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pkcs8.key
                openssl rsa -in pkcs8.key -traditional -out pkcs1.key
                openssl ecparam -name prime256v1 -genkey -out sec1.key
                openssl pkcs8 -topk8 -in pkcs8.key -passout pass:x -out encrypted.key
                for key in pkcs8 pkcs1 sec1; do
                  openssl req -new -key $key.key -subj /CN=client -out $key.csr
                  openssl x509 -req -in $key.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile client.ext -out $key.crt
                done
                """);
        Process process = new ProcessBuilder("sh", "-e", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(folder.resolve("log")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (DockerRegistry one : new DockerRegistry[] {secure, mutual}) {
            if (one != null) {
                one.close();
            }
        }
        if (certificates != null) {
            try (var files = Files.walk(certificates)) {
                for (Path path :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    @BeforeEach
    void make() {
        make(new Settings(
                Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(20), 3, Duration.ofMillis(50), 3));
    }

    private void make(Settings settings) {
        client = new RegistryComponent(
                store, settings, new ConfigurationFiles(home.resolve("etc"), List.of(home.resolve("certs.d"))));
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(client).close();
    }

    private static String name(@Nullable DockerRegistry registry) {
        return Objects.requireNonNull(registry).name();
    }

    private static Path certificate(String name) {
        return Objects.requireNonNull(certificates).resolve(name);
    }

    private void configure(String registry, String members) throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/registries.json"), "{\"registries\": {\"%s\": {%s}}}".formatted(registry, members));
    }

    private void pull(String registry, boolean insecure, String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        store.images.clear();
        store.blobs.clear();
        var unused = Objects.requireNonNull(client)
                .pull(
                        new PullRequest(
                                Reference.parse(registry + "/team/app:latest"),
                                Platform.host(),
                                new RegistryAccess(null, insecure, environment)),
                        PullListener.NONE);
    }

    private String refused(ErrorCode code, String registry) {
        AtollException e = assertThrows(AtollException.class, () -> pull(registry, false));
        assertEquals(code, e.code(), e::getMessage);
        return String.valueOf(e.getMessage());
    }

    @Test
    @DisplayName(
            "W38: a private authority, from registries.json, certs.d or $SSL_CERT_FILE; or none where the user says so")
    void privateAuthority() throws IOException {
        String message = refused(ErrorCode.UNAVAILABLE, name(secure));
        assertTrue(message.contains("nobody who is trusted vouches for it"), message);
        assertTrue(message.contains("registries.json"), message);
        pull(name(secure), true);
        pull(name(secure), false, "SSL_CERT_FILE", certificate("ca.crt").toString());

        configure(name(secure), "\"ca\": [\"%s\"]".formatted(certificate("ca.crt")));
        pull(name(secure), false);
        // Seen at once, not after a restart.
        configure(name(secure), "\"insecure\": true");
        pull(name(secure), false);
        Files.delete(home.resolve("etc/registries.json"));
        refused(ErrorCode.UNAVAILABLE, name(secure));

        Path folder = Files.createDirectories(home.resolve("certs.d").resolve(name(secure)));
        Files.copy(certificate("ca.crt"), folder.resolve("ca.crt"));
        pull(name(secure), false);
    }

    @Test
    @DisplayName("W38: a client certificate, whatever form its key has")
    void clientCertificates() throws IOException {
        String ca = "\"ca\": [\"%s\"]".formatted(certificate("ca.crt"));
        configure(name(mutual), ca);
        refused(ErrorCode.UNAVAILABLE, name(mutual));
        for (String form : List.of("pkcs8", "pkcs1", "sec1")) {
            configure(name(mutual), ca + keys(form + ".crt", form + ".key"));
            pull(name(mutual), false);
        }
        for (String bad : List.of("encrypted.key", "none.key", "ca.crt", "sec1.key")) {
            configure(name(mutual), ca + keys("pkcs8.crt", bad));
            String message = refused(ErrorCode.INVALID, name(mutual));
            assertTrue(message.contains(bad), message);
        }
        Files.delete(home.resolve("etc/registries.json"));
        Path folder = Files.createDirectories(home.resolve("certs.d").resolve(name(mutual)));
        Files.copy(certificate("ca.crt"), folder.resolve("ca.crt"));
        Files.copy(certificate("sec1.crt"), folder.resolve("client.cert"));
        Files.copy(certificate("sec1.key"), folder.resolve("client.key"));
        pull(name(mutual), false);
    }

    private static String keys(String certificate, String key) {
        return ", \"clientCertificate\": \"%s\", \"clientKey\": \"%s\""
                .formatted(certificate(certificate), certificate(key));
    }

    @Test
    @DisplayName("W38: through a proxy that asks for a password, which nobody behind it sees")
    void tunnel() throws IOException {
        configure("registry.test", "\"ca\": [\"%s\"]".formatted(certificate("ca.crt")));
        try (TestProxy proxy = new TestProxy(port(secure), "Basic dXNlcjpwdw==")) {
            String address = "http://user:pw@" + proxy.address();
            pull("registry.test", false, "HTTPS_PROXY", address);
            assertTrue(proxy.heads.stream().allMatch(head -> head.startsWith("CONNECT registry.test:443 ")));
            int seen = proxy.heads.size();
            // This machine is never behind it.
            configure(name(secure), "\"insecure\": true, \"proxy\": \"%s\"".formatted(address));
            pull(name(secure), false, "https_proxy", address);
            assertEquals(seen, proxy.heads.size());
            configure(
                    "registry.test",
                    "\"ca\": [\"%s\"], \"proxy\": \"%s\"".formatted(certificate("ca.crt"), proxy.address()));
            AtollException e = assertThrows(AtollException.class, () -> pull("registry.test", false));
            assertTrue(String.valueOf(e.getMessage()).contains("407"), e::getMessage);
        }
    }

    @Test
    @DisplayName("S1.1, W38: plain HTTP through a proxy, for a registry that the user called insecure")
    void plainProxy() throws IOException {
        try (FakeRegistry registry = new FakeRegistry();
                TestProxy proxy =
                        new TestProxy(Integer.parseInt(registry.name().split(":", 2)[1]), "Basic dXNlcjpwdw==")) {
            TestImage.simple().serve(registry, "team/app", "latest");
            // What is said to it in TLS is no request that it would answer.
            Objects.requireNonNull(client).close();
            make(PullFixture.QUICK);
            String address = "user:pw@" + proxy.address();
            assertThrows(
                    AtollException.class,
                    () -> pull("registry.test", false, "HTTP_PROXY", address, "HTTPS_PROXY", address));
            assertTrue(registry.seen.isEmpty());
            pull("registry.test", true, "HTTP_PROXY", address, "HTTPS_PROXY", address);
            assertFalse(registry.seen.isEmpty());
            assertTrue(proxy.heads.stream().anyMatch(head -> head.startsWith("GET http://registry.test/v2/team/app/")));
            int seen = proxy.heads.size();
            assertThrows(
                    AtollException.class,
                    () -> pull("registry.test", true, "HTTP_PROXY", address, "HTTPS_PROXY", address, "NO_PROXY", "*"));
            assertEquals(seen, proxy.heads.size());
        }
    }

    private static int port(@Nullable DockerRegistry registry) {
        return Integer.parseInt(name(registry).split(":", 2)[1]);
    }
}
