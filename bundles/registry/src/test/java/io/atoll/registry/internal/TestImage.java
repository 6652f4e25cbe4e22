package io.atoll.registry.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.registry.internal.call.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** An image to be served; its parts can be made wrong. */
final class TestImage {
    final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    final List<Digest> layers = new ArrayList<>();
    final List<Digest> diffIds = new ArrayList<>();
    final byte[] config;
    final byte[] manifest;

    TestImage(String platform, String layerType, List<String> contents) {
        this(platform, layerType, contents, "");
    }

    /** @param more of each layer's descriptor: members, each after a comma */
    TestImage(String platform, String layerType, List<String> contents, String more) {
        for (String content : contents) {
            byte[] tar = content.getBytes(StandardCharsets.UTF_8);
            byte[] blob = layerType.endsWith("gzip") ? gzip(tar) : tar;
            diffIds.add(digest(tar));
            layers.add(digest(blob));
            blobs.put(digest(blob), blob);
        }
        String[] parts = platform.split("/", -1);
        config = """
                {"os":"%s","architecture":"%s"%s,"config":{"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(
                        parts[0],
                        parts[1],
                        parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "",
                        diffIds.stream().map(d -> "\"" + d + "\"").collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
        blobs.put(digest(config), config);
        manifest = manifest(layerType, more);
    }

    static TestImage simple() {
        return new TestImage("linux/amd64", MediaTypes.OCI_LAYER_GZIP, List.of("one", "two", "three", "four", "two"));
    }

    /** Serves it under {@code /v2/<repository>}. */
    TestImage serve(FakeRegistry registry, String repository, String... tags) {
        String base = "/v2/" + repository;
        blobs.forEach((digest, bytes) ->
                registry.on(base + "/blobs/" + digest, FakeRegistry.answer(200, "application/octet-stream", bytes)));
        FakeRegistry.Handler handler = FakeRegistry.answer(200, MediaTypes.OCI_MANIFEST, manifest);
        registry.on(base + "/manifests/" + digest(manifest), handler);
        for (String tag : tags) {
            registry.on(base + "/manifests/" + tag, handler);
        }
        return this;
    }

    private byte[] manifest(String layerType, String more) {
        String list = layers.stream()
                .map(d -> entry(layerType, d, Objects.requireNonNull(blobs.get(d)).length, more))
                .collect(Collectors.joining(","));
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                        MediaTypes.OCI_MANIFEST, entry(MediaTypes.OCI_CONFIG, digest(config), config.length, ""), list)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** As an entry of an index. */
    String entry(String platform) {
        String[] parts = platform.split("/", -1);
        String object = parts.length < 2
                ? ""
                : ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"%s}"
                        .formatted(parts[0], parts[1], parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "");
        return entry(MediaTypes.OCI_MANIFEST, digest(manifest), manifest.length, object);
    }

    static String entry(String type, Digest digest, int size, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}".formatted(type, digest, size, more);
    }

    static byte[] index(String... entries) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaTypes.OCI_INDEX, String.join(",", entries))
                .getBytes(StandardCharsets.UTF_8);
    }

    static Digest digest(byte[] bytes) {
        return Digests.of("sha256", bytes);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
