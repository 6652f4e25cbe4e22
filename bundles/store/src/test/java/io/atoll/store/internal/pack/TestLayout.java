package io.atoll.store.internal.pack;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** An image layout with the least that other programs need, around layers that are packed for it. */
final class TestLayout {
    private final Syscalls syscalls;
    private final Path directory;

    TestLayout(Syscalls syscalls, Path directory) throws IOException {
        this.syscalls = syscalls;
        this.directory = directory;
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    LayerBlob pack(Path tree, Source source, LayerFormat format) throws IOException {
        try (BlobLayerWriter writer =
                BlobLayerWriter.create(new LocalDisk(), format, directory.resolve("temporary"), this::path)) {
            var unused = new TreeLayerPacker(syscalls).pack(tree, source, writer.archive());
            return writer.commit();
        }
    }

    Path path(Digest digest) {
        return directory.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
    }

    /** Makes an image the only one. */
    void image(String tag, List<LayerBlob> layers) throws IOException {
        String diffIds =
                layers.stream().map(layer -> "\"" + layer.diffId() + "\"").collect(Collectors.joining(","));
        String blobs =
                layers.stream().map(layer -> json(layer.descriptor(), "")).collect(Collectors.joining(","));
        Descriptor config =
                blob(MediaTypes.OCI_CONFIG, """
                {"architecture":"%s","os":"linux","config":{"Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":[%s]},"history":[]}\
                """.formatted(Platform.host().architecture(), diffIds));
        Descriptor manifest =
                blob(MediaTypes.OCI_MANIFEST, """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
                """.formatted(MediaTypes.OCI_MANIFEST, json(config, ""), blobs));
        String name = ",\"annotations\":{\"%s\":\"%s\"}".formatted(Descriptor.REF_NAME, tag);
        Files.writeString(
                directory.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(json(manifest, name)));
    }

    private Descriptor blob(String mediaType, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Descriptor descriptor = new Descriptor(mediaType, TestImages.sha256(bytes), bytes.length);
        Files.write(path(descriptor.digest()), bytes);
        return descriptor;
    }

    private static String json(Descriptor descriptor, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size(), more);
    }
}
