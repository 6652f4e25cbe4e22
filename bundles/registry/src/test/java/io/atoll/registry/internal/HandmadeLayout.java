package io.atoll.registry.internal;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An OCI layout written by hand, of documents that the usual tools do not make. */
final class HandmadeLayout {
    private final Path directory;
    private final List<String> index = new ArrayList<>();

    HandmadeLayout(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    Path directory() {
        return directory;
    }

    /** A blob's descriptor, as JSON. */
    String blob(String type, byte[] bytes, String more) throws IOException {
        Digest digest = TestImage.digest(bytes);
        Files.write(directory.resolve("blobs/sha256").resolve(digest.hex()), bytes);
        return TestImage.entry(type, digest, bytes.length, more);
    }

    String blob(String type, String text) throws IOException {
        return blob(type, text.getBytes(StandardCharsets.UTF_8), "");
    }

    /** @param members of the manifest besides those that all have, each before a comma */
    String manifest(String members, String config, String... layers) throws IOException {
        return blob(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s\"config\":%s,\"layers\":[%s]}"
                        .formatted(MediaTypes.OCI_MANIFEST, members, config, String.join(",", layers)));
    }

    String index(String... entries) throws IOException {
        return blob(MediaTypes.OCI_INDEX, new String(TestImage.index(entries), StandardCharsets.UTF_8));
    }

    /** Gives a document a name. */
    void name(String name, String descriptor) throws IOException {
        index.add(descriptor.replaceFirst(
                "}$", ",\"annotations\":{\"%s\":\"%s\"}}".formatted(Descriptor.REF_NAME, name)));
        Files.write(directory.resolve("index.json"), TestImage.index(index.toArray(String[]::new)));
    }
}
