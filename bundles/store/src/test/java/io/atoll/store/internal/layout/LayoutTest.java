package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.posix.Syscalls;
import io.atoll.json.Json;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import io.atoll.testing.Tmpfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A layout in memory for each test. */
abstract class LayoutTest {
    static final Platform AMD64 = new Platform("linux", "amd64", null);
    static final Platform ARM64 = new Platform("linux", "arm64", "v8");

    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    final Syscalls syscalls = new JnaSyscalls();
    final FileImageLayouts layouts = new FileImageLayouts(syscalls);
    Path directory = Path.of("/nonexistent");

    @SuppressWarnings("NullAway.Init") // before each test
    ImageLayout layout;

    @BeforeEach
    void ensure() {
        directory = temporary.resolve("a/layout");
        layout = layouts.ensure(directory);
    }

    @AfterEach
    void close() {
        layout.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] tar(String content) {
        return new TarBuilder().file("f", content).build();
    }

    LayerBlob layer(byte[] archive) throws IOException {
        try (LayerWriter writer = layout.newLayer(new LayerFormat.Plain())) {
            writer.archive().write(archive);
            return writer.commit();
        }
    }

    LayerBlob gzipLayer(byte[] archive) {
        return new LayerBlob(
                layout.putBlob(MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(archive)), TestImages.sha256(archive));
    }

    ImageDraft draft(Platform platform, String content) {
        ImageConfig config = ImageConfig.builder(platform).build();
        return ImageDraft.of(config).push(gzipLayer(tar(content)));
    }

    Descriptor image(String tag) {
        return image(tag, AMD64);
    }

    Descriptor image(String tag, Platform platform) {
        return layout.insert(draft(platform, tag), tag, null);
    }

    /** A manifest's blob, not in the index. */
    Descriptor manifest(Platform platform, String content) {
        ImageDraft draft = draft(platform, content);
        return layout.putManifest(draft.manifest(layout.putConfig(draft.config())));
    }

    Descriptor index(Descriptor... manifests) {
        return layout.putIndex(new Index(MediaTypes.OCI_INDEX, List.of(manifests)));
    }

    Path blob(Descriptor descriptor) {
        return directory
                .resolve("blobs")
                .resolve(descriptor.digest().algorithm())
                .resolve(descriptor.digest().hex());
    }

    Path indexFile() {
        return directory.resolve("index.json");
    }

    ObjectNode readIndex() throws IOException {
        return (ObjectNode) Json.parse(Files.readAllBytes(indexFile()), "index.json");
    }

    static AtollException assertFails(ErrorCode code, String words, Executable call) {
        AtollException e = assertThrows(AtollException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        assertTrue(Objects.toString(e.getMessage()).contains(words), e.getMessage());
        return e;
    }

    static Digest digest(int number) {
        return Digest.sha256("%064x".formatted(number));
    }
}
