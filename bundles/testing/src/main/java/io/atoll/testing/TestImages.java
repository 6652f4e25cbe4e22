package io.atoll.testing;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Puts small images into a store. */
public final class TestImages {
    private TestImages() {}

    /** An image of these layers, each an uncompressed archive, stored gzipped; bottom first. */
    public static StoredImage image(ImageStore store, String reference, List<byte[]> layers) {
        return store.tag(Reference.parse(reference), manifest(store, Platform.host(), layers));
    }

    /** The manifest of such an image, for some platform, without a name. */
    public static Descriptor manifest(ImageStore store, Platform platform, List<byte[]> layers) {
        List<String> descriptors = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (byte[] layer : layers) {
            descriptors.add(json(blob(store, MediaTypes.OCI_LAYER_GZIP, gzip(layer))));
            diffIds.add("\"" + sha256(layer) + "\"");
        }
        String variant = platform.variant() == null ? "" : "\"variant\":\"%s\",".formatted(platform.variant());
        String config = """
                {"architecture":"%s",%s"os":"%s","config":{"Cmd":["/bin/sh"],"Env":["PATH=/bin"]},\
                "rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(platform.architecture(), variant, platform.os(), String.join(",", diffIds));
        Descriptor stored = blob(store, MediaTypes.OCI_CONFIG, config.getBytes(StandardCharsets.UTF_8));
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(MediaTypes.OCI_MANIFEST, json(stored), String.join(",", descriptors));
        return blob(store, MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
    }

    /** An index of manifests or indexes, without a name. Platforms are said where the descriptors say them. */
    public static Descriptor index(ImageStore store, List<Descriptor> manifests) {
        String index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(
                        MediaTypes.OCI_INDEX,
                        String.join(
                                ",", manifests.stream().map(TestImages::json).toList()));
        return blob(store, MediaTypes.OCI_INDEX, index.getBytes(StandardCharsets.UTF_8));
    }

    /** Stores a blob. */
    public static Descriptor blob(ImageStore store, String mediaType, byte[] content) {
        Descriptor descriptor = new Descriptor(mediaType, sha256(content), content.length);
        try (BlobWriter writer = store.newBlob(descriptor)) {
            writer.write(ByteBuffer.wrap(content));
            writer.commit();
        }
        return descriptor;
    }

    public static Digest sha256(byte[] content) {
        try {
            return Digest.sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One gzip member. */
    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String json(Descriptor descriptor) {
        Platform platform = descriptor.platform();
        String its = platform == null
                ? ""
                : ",\"platform\":{\"architecture\":\"%s\",\"os\":\"%s\"%s}"
                        .formatted(
                                platform.architecture(),
                                platform.os(),
                                platform.variant() == null ? "" : ",\"variant\":\"" + platform.variant() + "\"");
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size(), its);
    }
}
