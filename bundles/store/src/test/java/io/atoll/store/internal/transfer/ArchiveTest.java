package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.archive.StreamedArchives;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarReader;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Archives from and to memory. */
abstract class ArchiveTest extends TransferTest {
    static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    @SuppressWarnings("NullAway.Init") // before each test
    StreamedArchives archives;

    @BeforeEach
    void openArchives() {
        archives = new StreamedArchives(store);
    }

    byte[] save(Format format, StoredImage... images) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archives.save(List.of(images), format, out, TransferListener.NONE);
        return out.toByteArray();
    }

    List<StoredImage> load(byte[] archive) {
        return load(archive, null);
    }

    List<StoredImage> load(byte[] archive, @Nullable String name) {
        List<StoredImage> loaded = new ArrayList<>();
        archives.load(new ByteArrayInputStream(archive), name, loaded::add, TransferListener.NONE);
        return loaded;
    }

    static List<String> names(List<StoredImage> images) {
        return images.stream().map(image -> image.reference().toString()).toList();
    }

    StoredImage find(String name) {
        return store.find(Reference.parse(name)).orElseThrow();
    }

    /** The names of everything in the store that could be left over. */
    List<String> stored() throws IOException {
        List<String> names = new ArrayList<>();
        for (String directory : List.of("images/blobs/sha256", "layers", "leases")) {
            Path path = temporary.resolve("store").resolve(directory);
            if (Files.exists(path)) {
                try (Stream<Path> children = Files.list(path)) {
                    children.map(path::relativize).map(Path::toString).sorted().forEach(names::add);
                }
            }
        }
        return names;
    }

    /** The files of an archive, in its order; each once. */
    static Map<String, byte[]> files(byte[] archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        TarReader tar = new TarReader(new ByteArrayInputStream(archive));
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            tar.copyTo(content::write);
            assertEquals(0644, entry.mode());
            assertEquals(null, files.put(entry.name(), content.toByteArray()), "once");
        }
        return files;
    }

    /** A layout's archive, put together by hand. */
    static final class Layout {
        final TarBuilder tar = new TarBuilder();
        private final List<String> manifests = new ArrayList<>();

        Descriptor blob(String mediaType, byte[] content) {
            Descriptor descriptor = new Descriptor(mediaType, TestImages.sha256(content), content.length);
            tar.file("blobs/sha256/" + descriptor.digest().hex(), content);
            return descriptor;
        }

        Descriptor blob(String mediaType, String content) {
            return blob(mediaType, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        static String json(Descriptor descriptor) {
            return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                    .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
        }

        static String json(Descriptor descriptor, Platform platform) {
            String json = json(descriptor);
            return json.substring(0, json.length() - 1)
                    + ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"}}"
                            .formatted(platform.os(), platform.architecture());
        }

        Descriptor image(byte[] layer) {
            Descriptor stored = blob(MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(layer));
            Descriptor config = blob(
                    MediaTypes.OCI_CONFIG,
                    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                            .formatted(TestImages.sha256(layer)));
            return blob(
                    MediaTypes.OCI_MANIFEST,
                    "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}".formatted(json(config), json(stored)));
        }

        Layout list(Descriptor image, String name) {
            String json = json(image);
            manifests.add(
                    name.isEmpty()
                            ? json
                            : json.substring(0, json.length() - 1)
                                    + ",\"annotations\":{\"%s\":\"%s\"}}".formatted(Descriptor.REF_NAME, name));
            return this;
        }

        byte[] build() {
            tar.file("index.json", "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(String.join(",", manifests)));
            return tar.file("oci-layout", LAYOUT).build();
        }
    }
}
