package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.transfer.ImageSource;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layout.VerifyingInputStream;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A place in memory, in which everything can be wrong. */
final class MemorySource implements ImageSource {
    final List<Descriptor> images = new ArrayList<>();
    final Map<Digest, byte[]> blobs = new HashMap<>();
    final List<Descriptor> opened = new ArrayList<>();

    Descriptor put(String mediaType, byte[] content) {
        Descriptor descriptor = new Descriptor(mediaType, TestImages.sha256(content), content.length);
        blobs.put(descriptor.digest(), content);
        return descriptor;
    }

    Descriptor put(String mediaType, String content) {
        return put(mediaType, content.getBytes(StandardCharsets.UTF_8));
    }

    Descriptor config(Platform platform, byte[]... archives) {
        List<String> diffIds = new ArrayList<>();
        for (byte[] archive : archives) {
            diffIds.add("\"" + TestImages.sha256(archive) + "\"");
        }
        return put(
                MediaTypes.OCI_CONFIG,
                "{\"architecture\":\"%s\",\"os\":\"%s\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                        .formatted(platform.architecture(), platform.os(), String.join(",", diffIds)));
    }

    /** An image of one layer. */
    Descriptor image(Platform platform, byte[] archive) {
        Descriptor layer = put(MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(archive));
        return manifest(new Manifest(MediaTypes.OCI_MANIFEST, config(platform, archive), List.of(layer)));
    }

    Descriptor manifest(Manifest manifest) {
        return put(manifest.mediaType(), OciJson.toJson(manifest));
    }

    Descriptor index(Descriptor... manifests) {
        return put(MediaTypes.OCI_INDEX, OciJson.toJson(new Index(MediaTypes.OCI_INDEX, List.of(manifests))));
    }

    @Override
    public List<Descriptor> images() {
        return images;
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        try (InputStream in = open(document)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized InputStream openBlob(Descriptor blob) {
        opened.add(blob);
        return open(blob);
    }

    private InputStream open(Descriptor blob) {
        byte[] content = blobs.get(blob.digest());
        if (content == null) {
            throw new AtollException(ErrorCode.NOT_FOUND, "there is no " + blob.digest());
        }
        return new VerifyingInputStream(new ByteArrayInputStream(content), blob, "memory");
    }

    @Override
    public String toString() {
        return "memory";
    }

    @Override
    public void close() {}
}
