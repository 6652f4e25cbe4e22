package io.atoll.registry.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.registry.internal.http.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W38: one configuration for registries. */
final class RegistriesFileTest {
    @TempDir
    private Path folder;

    private ConfigurationFiles files() {
        return new ConfigurationFiles(folder.resolve("etc"), List.of());
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private RegistriesConfiguration configuration() {
        return files().configuration(Map.of("HOME", folder.toString()));
    }

    @Test
    void everything() throws IOException {
        write("etc/registries.json", """
                // What people write.
                {
                  "defaultRegistry": "r.example/team", "parallel": 4,
                  "aliases": {"app": "r.example/team/app", "x/y": "other.example/y"}, /* "not": this */
                  "registries": {
                    "R.example": {
                      "mirrors": ["m.example:5000/hub", {"location": "n.example", "insecure": true}],
                      "ca": ["ca.crt", "/abs/ca.crt"], "clientCertificate": "c.pem", "clientKey": "k.pem",
                      "proxy": "http://u:p%40@proxy.example:3128", "parallel": 2
                    },
                    "bad.example": {"blocked": true, "proxy": "none"}
                  }
                }
                """);
        RegistriesConfiguration configuration = configuration();
        HostSettings settings = configuration.host("r.example").orElseThrow();
        assertEquals("hub/a/b", settings.mirrors().getFirst().repository("a/b"));
        assertEquals("m.example:5000", settings.mirrors().getFirst().registry());
        assertTrue(settings.mirrors().get(1).settings().orElseThrow().insecure());
        assertEquals(List.of(folder.resolve("etc/ca.crt"), Path.of("/abs/ca.crt")), settings.ca());
        assertEquals(
                "proxy.example:3128",
                settings.proxy().orElseThrow().server().orElseThrow().toString());
        assertEquals(
                "Basic dTpwQA==",
                settings.proxy().orElseThrow().server().orElseThrow().authorization());
        assertFalse(settings.toString().contains("p@"));
        assertTrue(configuration.host("bad.example:443").orElseThrow().blocked());
        assertEquals(4, configuration.parallel());
    }

    @Test
    @DisplayName(
            "S1.60 a name without a registry: $ATOLL_DEFAULT_REGISTRY or $PELAGOS_DEFAULT_REGISTRY, the configuration, docker.io/library")
    void shortNames() throws IOException {
        assertEquals("docker.io/library/app:latest", full("app"));
        write(
                "etc/registries.json",
                "{\"aliases\": {\"app\": \"a.example/x/app\"}, \"defaultRegistry\": \"d.example/lib\"}");
        assertEquals("a.example/x/app:1", full("app:1"));
        assertEquals("d.example/lib/other:latest", full("other"));
        assertEquals("e.example/app:latest", full("e.example/app"));
        // The user's goes before the system's, the environment before both.
        write(".config/atoll/registries.json", "{\"aliases\": {\"app\": \"u.example/app\"}}");
        assertEquals("u.example/app:latest", full("app"));
        assertEquals(
                "v.example/other:latest",
                configuration()
                        .fullName(Reference.parse("other"), Map.of("ATOLL_DEFAULT_REGISTRY", "v.example"))
                        .toString());
        Map<String, String> older = Map.of("PELAGOS_DEFAULT_REGISTRY", "p.example/lib");
        assertEquals(
                "p.example/lib/other:1",
                configuration().fullName(Reference.parse("other:1"), older).toString());
        assertEquals(
                "p.example/team/app:latest",
                configuration().fullName(Reference.parse("team/app"), older).toString(),
                "decision 4: a slash alone makes no registry");
    }

    private String full(String name) {
        return configuration().fullName(Reference.parse(name), Map.of()).toString();
    }

    @Test
    void changesAreSeen() throws IOException {
        ConfigurationFiles files = files();
        Map<String, String> user = Map.of("HOME", folder.toString());
        assertEquals(
                "docker.io/library/a:latest",
                files.configuration(user)
                        .fullName(Reference.parse("a"), Map.of())
                        .toString());
        Path file = write("etc/registries.json", "{\"defaultRegistry\": \"one.example\"}");
        assertEquals(
                "one.example/a:latest",
                files.configuration(user)
                        .fullName(Reference.parse("a"), Map.of())
                        .toString());
        Files.writeString(file, "{\"defaultRegistry\": \"three.example\"}");
        assertEquals(
                "three.example/a:latest",
                files.configuration(user)
                        .fullName(Reference.parse("a"), Map.of())
                        .toString());
        Files.delete(file);
        assertEquals(
                "docker.io/library/a:latest",
                files.configuration(user)
                        .fullName(Reference.parse("a"), Map.of())
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"registries": {"a": {"insecur": true}}} | registries["a"].insecur is unknown
            {"mirrors": []} | mirrors is unknown
            {"registries": {"a": {"insecure": "yes"}}} | registries["a"].insecure must be true or false
            {"registries": {"a": {"ca": "x"}}} | registries["a"].ca must be a list
            {"registries": {"a": {"ca": [1]}}} | registries["a"].ca[0] must be a string
            {"registries": {"a/b": {}}} | registries["a/b"]
            {"registries": {"a": {"mirrors": [{"insecure": true}]}}} | registries["a"].mirrors[0] needs a location
            {"registries": {"a": {"mirrors": ["https://m"]}}} | registries["a"].mirrors[0]
            {"registries": {"a": {"mirrors": [{"location": "m", "mirrors": []}]}}} | mirrors[0].mirrors is unknown
            {"registries": {"a": {"clientKey": "k"}}} | go together
            {"registries": {"a": {"parallel": 0}}} | registries["a"].parallel must be a number from 1 to 64
            {"registries": {"a": {"proxy": "socks5://s3cret@p"}}} | only http:// proxies
            {"registries": {"a": {"proxy": "http://s3cret:%zz@"}}} | is no proxy
            {"registries": []} | registries must be an object
            {"aliases": {"a:1": "b.example/c"}} | aliases["a:1"]
            {"aliases": {"a": "c"}} | aliases["a"] must be REGISTRY/REPOSITORY
            {"defaultRegistry": "A B"} | defaultRegistry
            [] | it must be an object
            {"a": /* | cannot read
            """)
    void mistakes(String text, String why) throws IOException {
        Path file = write("etc/registries.json", text);
        AtollException e = assertThrows(AtollException.class, this::configuration);
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(file.toString()) && message.contains(why), message);
        assertTrue(e.code() == ErrorCode.INVALID || e.code() == ErrorCode.UNSUPPORTED, e.code()::toString);
        assertFalse(message.contains("s3cret"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "r.example, true",
        "a.r.example, true",
        "xr.example, false",
        "s.example, false",
        "a.s.example, true",
        "10.1.2.3, true",
        "11.1.2.3, false",
        "192.168.7.7, true",
        "p.example:8443, true",
        "p.example:443, false",
        "[fd00::7], true",
        "[fe00::7], false"
    })
    void exceptions(String host, boolean direct) {
        ProxyEnvironment environment = new ProxyEnvironment(Map.of(
                "https_proxy",
                "proxy:3128",
                "NO_PROXY",
                "r.example, .s.example,10.0.0.0/8,192.168.7.7,p.example:8443,fd00::/8"));
        assertEquals(
                direct,
                environment
                        .proxy(Origin.of(URI.create("https://" + host + "/")))
                        .isEmpty());
        assertTrue(
                environment.proxy(Origin.of(URI.create("http://" + host + "/"))).isEmpty());
    }
}
