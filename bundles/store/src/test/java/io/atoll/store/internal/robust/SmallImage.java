package io.atoll.store.internal.robust;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An image of two small layers, the same in every process that asks for its number: the lower layer is shared with every second image.
 *
 * @param layers as in the manifest
 * @param archives by diff-id, in the order of the layers
 * @param blobs everything but the manifest, by what describes it
 */
record SmallImage(
        Descriptor manifest,
        String manifestText,
        List<Descriptor> layers,
        Map<Digest, byte[]> archives,
        Map<Descriptor, byte[]> blobs) {
    static SmallImage of(int number) {
        List<byte[]> tars = List.of(lower(number % 2), upper(number));
        Map<Digest, byte[]> archives = new LinkedHashMap<>();
        Map<Descriptor, byte[]> blobs = new LinkedHashMap<>();
        List<Descriptor> layers = new ArrayList<>();
        for (byte[] tar : tars) {
            archives.put(TestImages.sha256(tar), tar);
            byte[] gzip = TestImages.gzip(tar);
            Descriptor layer = descriptor(MediaTypes.OCI_LAYER_GZIP, gzip);
            layers.add(layer);
            blobs.put(layer, gzip);
        }
        byte[] config = """
                {"architecture":"%s","os":"linux","rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(
                        Platform.host().architecture(),
                        join(archives.keySet().stream()
                                .map(digest -> "\"" + digest + "\"")
                                .toList()))
                .getBytes(StandardCharsets.UTF_8);
        Descriptor configuration = descriptor(MediaTypes.OCI_CONFIG, config);
        blobs.put(configuration, config);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        MediaTypes.OCI_MANIFEST,
                        json(configuration),
                        join(layers.stream().map(SmallImage::json).toList()));
        return new SmallImage(
                descriptor(MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8)),
                manifest,
                layers,
                archives,
                blobs);
    }

    byte[] manifestBytes() {
        return manifestText.getBytes(StandardCharsets.UTF_8);
    }

    List<Digest> diffIds() {
        return List.copyOf(archives.keySet());
    }

    /** What a pull holds a lease on. */
    Set<Digest> everything() {
        Set<Digest> all = new LinkedHashSet<>(diffIds());
        all.add(manifest.digest());
        blobs.keySet().forEach(blob -> all.add(blob.digest()));
        return all;
    }

    private static byte[] lower(int number) {
        return new TarBuilder()
                .directory("usr")
                .directory("usr/bin")
                .mode(04755)
                .file("usr/bin/su", "lower " + number)
                .mode(0644)
                .owner(1000, 1000)
                .pax("SCHILY.xattr.user.origin", "a" + number)
                .file("usr/origin", "with an attribute")
                .hardLink("usr/link", "usr/origin")
                .symlink("bin", "usr/bin")
                .symlink("escape", "../../../outside")
                .build();
    }

    private static byte[] upper(int number) {
        return new TarBuilder()
                .directory("etc")
                .file("etc/name", "first")
                .file("etc/name", "image " + number)
                .fifo("pipe")
                .device("null", 1, 3)
                .directory("usr")
                .file("usr/.wh..wh..opq", "")
                .file("etc/.wh.gone", "")
                .file("large", String.valueOf(number).repeat(20_000))
                .build();
    }

    private static Descriptor descriptor(String mediaType, byte[] content) {
        return new Descriptor(mediaType, TestImages.sha256(content), content.length);
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private static String join(List<String> parts) {
        return String.join(",", parts);
    }
}
