package io.atoll.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
    void configuration() {
        ImageConfig config = OciJson.config(
                bytes(
                        "{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\",\"config\":{\"Env\":[\"A=b\",5],\"Cmd\":null,\"Entrypoint\":[\"/e\"],"
                                + "\"User\":\"web\",\"WorkingDir\":\"/w\",\"Labels\":{\"l\":\"1\",\"n\":2},\"Volumes\":{\"/v\":{}},\"StopSignal\":\"SIGINT\"},"
                                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + A + "\"]}}"),
                "c");
        assertEquals(new Platform("linux", "arm", "v7"), config.platform());
        assertEquals(List.of("A=b"), config.env(), "S1.61: what is no string is dropped");
        assertEquals(List.of(), config.cmd());
        assertEquals(List.of("/e"), config.entrypoint());
        assertEquals(Map.of("l", "1"), config.labels());
        assertEquals(List.of("/v"), config.volumes());
        assertEquals(List.of(Digest.parse(A)), config.diffIds());
        assertEquals(
                "x",
                OciJson.config(bytes("{\"container_config\":{\"User\":\"x\"}}"), "c")
                        .user());
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
}
