package io.atoll.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OciJsonTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String CONFIG = "{\"mediaType\":\"c\",\"digest\":\"" + A + "\",\"size\":2}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void manifest() {
        Manifest manifest = OciJson.manifest(
                bytes("{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + CONFIG
                        + "],\"unknown\":{\"x\":[1.5]}}"),
                "m");
        assertEquals(MediaTypes.OCI_MANIFEST, manifest.mediaType());
        assertEquals(new Descriptor("c", Digest.parse(A), 2), manifest.config());
        assertEquals(1, manifest.layers().size());
    }

    @Test
    void wrongManifestsSayWhat() {
        Map<String, String> wrong = Map.of(
                "{\"layers\":[]}",
                "missing 'config'",
                "{\"config\":" + CONFIG + "}",
                "missing 'layers' array",
                "{\"manifests\":[]}",
                "found an index",
                "{\"config\":{\"size\":1},\"layers\":[]}",
                "missing 'digest'",
                "{\"config\":{\"digest\":\"" + A + "\",\"size\":-1},\"layers\":[]}",
                "'size'",
                "{\"config\":{\"digest\":\"" + A + "\",\"size\":1e3},\"layers\":[]}",
                "'size'",
                "{\"config\":{\"digest\":\"sha256:../../x\",\"size\":1},\"layers\":[]}",
                "invalid digest",
                "{\"config\":" + CONFIG + ",\"layers\":[" + (CONFIG + ",").repeat(600) + CONFIG + "]}",
                "601");
        wrong.forEach((text, words) -> {
            AtollException e = assertThrows(AtollException.class, () -> OciJson.manifest(bytes(text), "m"), text);
            assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
        });
    }

    @Test
    @DisplayName("S1.61 the values of 'config', else of 'container_config'; what is of another type is dropped")
    void configuration() {
        ImageConfig config = OciJson.config(
                bytes(
                        "{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\",\"config\":{\"Env\":[\"A=b\",5],\"Cmd\":null,\"Entrypoint\":[\"/e\"],"
                                + "\"User\":\"web\",\"WorkingDir\":\"/w\",\"Labels\":{\"l\":\"1\",\"n\":2},\"Volumes\":{\"/v\":{}},\"StopSignal\":\"SIGINT\"},"
                                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + A + "\"]}}"),
                "c");
        assertEquals(new Platform("linux", "arm", "v7"), config.platform());
        assertEquals(List.of("A=b"), config.env(), "what is no string is dropped");
        assertEquals(List.of(), config.cmd());
        assertEquals(List.of("/e"), config.entrypoint());
        assertEquals(Map.of("l", "1"), config.labels());
        assertEquals(List.of("/v"), config.volumes());
        assertEquals(List.of(Digest.parse(A)), config.diffIds());
        assertEquals(
                "x",
                OciJson.config(bytes("{\"container_config\":{\"User\":\"x\"}}"), "c")
                        .user());
        assertEquals("web", config.user());
        assertEquals("/w", config.workingDir());
        ImageConfig both =
                OciJson.config(bytes("{\"config\":{\"User\":\"x\"},\"container_config\":{\"User\":\"y\"}}"), "c");
        assertEquals("x", both.user());
        for (String nothing :
                List.of("{}", "{\"config\":null}", "{\"config\":{\"Env\":\"A=b\",\"Labels\":[],\"User\":1}}")) {
            ImageConfig empty = OciJson.config(bytes(nothing), "c");
            assertEquals(ImageConfig.builder(empty.platform()).build(), empty, nothing);
        }
    }

    @Test
    @DisplayName("S1.62 S1.63 a health check as Docker writes it: the command, and times of which zero is the default")
    void healthchecks() {
        Map<String, Optional<List<String>>> commands = Map.of(
                "{}", Optional.empty(),
                "{\"Test\":[]}", Optional.empty(),
                "{\"Test\":[\"NONE\"]}", Optional.empty(),
                "{\"Test\":[\"CMD\"]}", Optional.empty(),
                "{\"Test\":[\"CMD-SHELL\"]}", Optional.empty(),
                "{\"Test\":[\"CMD\",\"curl\",\"-f\"]}", Optional.of(List.of("curl", "-f")),
                "{\"Test\":[\"CMD-SHELL\",\"a || b\"]}", Optional.of(List.of("/bin/sh", "-c", "a || b")),
                "{\"Test\":[\"/check\",\"x\"]}", Optional.of(List.of("/check", "x")));
        commands.forEach(
                (text, command) -> assertEquals(command, healthcheck(text).command(), text));

        Healthcheck given = healthcheck(
                "{\"Interval\":5000000000,\"Timeout\":1500000000,\"StartPeriod\":2000000000,\"StartInterval\":9,\"Retries\":2}");
        assertEquals(given, given.withDefaults());
        assertEquals(Duration.ofMillis(1500), given.timeout(), "exact, where the reference cuts off parts of a second");
        Healthcheck defaults = new Healthcheck(
                List.of(), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(5), 3);
        for (String text : List.of(
                "{}",
                "{\"Interval\":0,\"Timeout\":0,\"StartPeriod\":0,\"Retries\":0}",
                "{\"Interval\":-1,\"Timeout\":-1,\"StartPeriod\":-1,\"StartInterval\":-1,\"Retries\":-1}",
                "{\"Interval\":\"5s\",\"Retries\":[]}")) {
            assertEquals(defaults, healthcheck(text).withDefaults(), text);
        }
    }

    private static Healthcheck healthcheck(String json) {
        ImageConfig config = OciJson.config(bytes("{\"config\":{\"Healthcheck\":" + json + "}}"), "c");
        return Objects.requireNonNull(config.healthcheck());
    }

    @Test
    void indexRoundTrip() {
        Index index = new Index(
                MediaTypes.OCI_INDEX,
                List.of(new Descriptor(
                        MediaTypes.OCI_MANIFEST,
                        Digest.parse(A),
                        7,
                        new Platform("linux", "arm64", "v8"),
                        Map.of(Descriptor.REF_NAME, "ünï:v1"))));
        byte[] json = OciJson.toJson(index);
        assertEquals(index, OciJson.index(json, "i"));
        assertEquals(
                "{\"manifests\":[{\"annotations\":{\"org.opencontainers.image.ref.name\":\"ünï:v1\"},\"digest\":\"" + A
                        + "\",\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"platform\":{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"},\"size\":7}],"
                        + "\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"schemaVersion\":2}",
                new String(json, StandardCharsets.UTF_8));
    }

    @Test
    void documentsThatAreTwoThingsAreRefused() {
        // W44, CVE-2021-41190: a program that looks at another field would see another image.
        String both = "\"manifests\":[],\"layers\":[],\"config\":" + CONFIG;
        for (String text : List.of(
                "{" + both + "}",
                "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"," + both + "}",
                "{\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\"," + both + "}")) {
            assertThrows(AtollException.class, () -> OciJson.manifest(bytes(text), "m"), text);
            assertThrows(AtollException.class, () -> OciJson.index(bytes(text), "i"), text);
            assertThrows(AtollException.class, () -> OciJson.config(bytes(text), "c"), text);
        }
        String docker =
                "{\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\",\"config\":" + CONFIG + ",\"layers\":[]}";
        AtollException e =
                assertThrows(AtollException.class, () -> OciJson.manifest(bytes(docker), "m", MediaTypes.OCI_MANIFEST));
        assertTrue(String.valueOf(e.getMessage())
                .contains("expected media type '" + MediaTypes.OCI_MANIFEST + "' but found '"
                        + MediaTypes.DOCKER_MANIFEST + "'"));
        assertEquals(
                MediaTypes.DOCKER_MANIFEST,
                OciJson.manifest(bytes(docker), "m", MediaTypes.DOCKER_MANIFEST).mediaType());
        String untyped = "{\"config\":" + CONFIG + ",\"layers\":[]}";
        assertEquals(
                MediaTypes.DOCKER_MANIFEST,
                OciJson.manifest(bytes(untyped), "m", MediaTypes.DOCKER_MANIFEST)
                        .mediaType());
    }

    @Test
    void manifestRoundTrip() {
        Descriptor full = new Descriptor(
                "application/x",
                Digest.parse(A),
                7,
                new Platform("windows", "amd64", null, "10.0.1", List.of("win32k")),
                "a/b",
                "e30=",
                List.of("https://example.com/x"),
                Map.of("k", "v"));
        Manifest manifest = new Manifest(
                MediaTypes.OCI_MANIFEST, "c/d", full, List.of(full, full), full, Map.of("a", "b", "A", "B"));
        assertEquals(manifest, OciJson.manifest(OciJson.toJson(manifest), "m"));
        Manifest plain = new Manifest(MediaTypes.OCI_MANIFEST, new Descriptor("c", Digest.parse(A), 2), List.of());
        assertEquals(
                "{\"config\":{\"digest\":\"" + A + "\",\"mediaType\":\"c\",\"size\":2},\"layers\":[],\"mediaType\":\""
                        + MediaTypes.OCI_MANIFEST + "\",\"schemaVersion\":2}",
                new String(OciJson.toJson(plain), StandardCharsets.UTF_8));
    }

    @Test
    void configurationRoundTrip() {
        ImageConfig config = ImageConfig.builder(new Platform("linux", "arm", "v7"))
                .created("2026-01-02T03:04:05Z")
                .author("a")
                .user("web:1")
                .env(List.of("A=b"))
                .entrypoint(List.of("/e"))
                .cmd(List.of("c"))
                .workingDir("/w")
                .labels(Map.of("l", "1"))
                .volumes(List.of("/v"))
                .exposedPorts(List.of("53/tcp", "53/udp"))
                .stopSignal("SIGINT")
                .healthcheck(new Healthcheck(
                        List.of("CMD", "true"),
                        Duration.ofSeconds(3),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(5),
                        Duration.ofNanos(7),
                        9))
                .shell(List.of("/bin/bash", "-c"))
                .onBuild(List.of("RUN x"))
                .diffIds(List.of(Digest.parse(A)))
                .history(List.of(
                        new History("2026-01-02T03:04:05Z", "by", "who", "why", false),
                        History.EMPTY,
                        History.emptyLayer("ENV A=b")))
                .build();
        assertEquals(config, OciJson.config(OciJson.toJson(config), "c"));
        ImageConfig empty =
                ImageConfig.builder(new Platform("linux", "amd64", null)).build();
        assertEquals(
                "{\"architecture\":\"amd64\",\"config\":{},\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[],\"type\":\"layers\"}}",
                new String(OciJson.toJson(empty), StandardCharsets.UTF_8));
        ImageConfig odd = empty.toBuilder().author("\ud83d").build();
        assertThrows(AtollException.class, () -> OciJson.toJson(odd), "half a surrogate pair");
        // S5.8: what is missing is empty.
        assertEquals(List.of(), OciJson.config(bytes("{\"os\":\"linux\"}"), "c").exposedPorts());
    }
}
