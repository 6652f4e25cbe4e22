package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is no archive of images, or pretends to be one: told clearly, and no image is named. */
class HostileArchiveTest extends ArchiveTest {
    @AfterEach
    void nothingNamed() throws IOException {
        assertEquals(List.of(), store.images());
        assertEquals(List.of(), store.leases());
        assertEquals(List.of(), stored());
    }

    private void refused(ErrorCode code, String words, byte[] archive) {
        assertFails(code, words, () -> load(archive));
    }

    private void exactly(String message, byte[] archive) {
        AtollException e = assertThrows(AtollException.class, () -> load(archive));
        assertEquals(message, e.getMessage());
    }

    private static TarBuilder layout(String index) {
        return new TarBuilder().file("oci-layout", LAYOUT).file("index.json", index);
    }

    private static byte[] manifest(String manifest) {
        Layout layout = new Layout();
        return layout.list(layout.blob(MediaTypes.OCI_MANIFEST, manifest), "bad:1")
                .build();
    }

    @Test
    @DisplayName("S1.52 the layout's own files, in checking order")
    void layoutErrors() {
        exactly("missing 'oci-layout' — not a valid OCI Image Layout archive", new TarBuilder().build());
        exactly(
                "missing 'oci-layout' — not a valid OCI Image Layout archive",
                new TarBuilder().file("index.json", "{}").build());
        exactly(
                "unsupported OCI image layout version",
                new TarBuilder()
                        .file("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}")
                        .build());
        exactly(
                "missing 'index.json' in archive",
                new TarBuilder().file("oci-layout", LAYOUT).build());
        exactly("index.json: missing 'manifests' array", layout("{}").build());
        exactly(
                "index.json: empty manifests array",
                layout("{\"manifests\":[]}").build());
        exactly(
                "manifest descriptor missing 'digest'",
                layout("{\"manifests\":[{\"size\":1}]}").build());
        String hex = "0".repeat(64);
        exactly(
                "missing blob: blobs/sha256/" + hex,
                layout("{\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":1}]}"
                                .formatted(MediaTypes.OCI_MANIFEST, hex))
                        .build());
    }

    @Test
    @DisplayName("S1.52 the manifest, in checking order")
    void manifestErrors() {
        exactly("manifest: missing 'config'", manifest("{}"));
        exactly("config descriptor: missing 'digest'", manifest("{\"config\":{\"size\":2}}"));
        String hex = "1".repeat(64);
        exactly(
                "missing blob: blobs/sha256/" + hex,
                manifest("{\"config\":{\"digest\":\"sha256:%s\",\"size\":2}}".formatted(hex)));
        Layout layout = new Layout();
        Descriptor config = layout.blob(MediaTypes.OCI_CONFIG, new byte[] {'{', (byte) 0xff, '}'});
        Descriptor bad = layout.blob(MediaTypes.OCI_MANIFEST, "{\"config\":%s}".formatted(Layout.json(config)));
        exactly("config blob is not valid UTF-8", layout.list(bad, "").build());
        Layout second = new Layout();
        Descriptor good = second.blob(MediaTypes.OCI_CONFIG, "{}");
        exactly(
                "manifest: missing 'layers' array",
                second.list(second.blob(MediaTypes.OCI_MANIFEST, "{\"config\":%s}".formatted(Layout.json(good))), "")
                        .build());
        Layout third = new Layout();
        Descriptor fine = third.blob(MediaTypes.OCI_CONFIG, "{}");
        exactly(
                "layer 0: missing 'digest'",
                third.list(
                                third.blob(
                                        MediaTypes.OCI_MANIFEST,
                                        "{\"config\":%s,\"layers\":[{}]}".formatted(Layout.json(fine))),
                                "")
                        .build());
    }

    @Test
    @DisplayName("W7 a blob that is not what it is called is CORRUPT")
    void wrongDigest() {
        refused(
                ErrorCode.CORRUPT,
                "expected digest sha256:" + "0".repeat(64),
                new TarBuilder()
                        .file("blobs/sha256/" + "0".repeat(64), "something")
                        .build());
    }

    @Test
    @DisplayName("W8 a blob's name that is no digest")
    void noDigest() {
        refused(
                ErrorCode.INVALID,
                "invalid digest",
                new TarBuilder().file("blobs/sha256/..%2f..%2fetc", "x").build());
    }

    @Test
    @DisplayName("names out of the archive, devices, duplicates, endless links")
    void entries() {
        refused(
                ErrorCode.INVALID,
                "absolute",
                new TarBuilder().file("/etc/passwd", "x").build());
        refused(
                ErrorCode.INVALID,
                "leads out",
                new TarBuilder().file("../x", "x").build());
        refused(
                ErrorCode.INVALID,
                "leads out",
                new TarBuilder().symlink("a", "../../etc/passwd").build());
        refused(
                ErrorCode.INVALID,
                "link out",
                new TarBuilder().symlink("a", "/etc/passwd").build());
        refused(
                ErrorCode.INVALID,
                "neither a file",
                new TarBuilder().fifo("oci-layout").build());
        refused(
                ErrorCode.INVALID,
                "neither a file",
                new TarBuilder().device("x", 1, 3).build());
        refused(
                ErrorCode.INVALID,
                "is there twice",
                new TarBuilder()
                        .file("oci-layout", LAYOUT)
                        .file("./oci-layout", LAYOUT)
                        .build());
        refused(
                ErrorCode.INVALID,
                "link to itself",
                new TarBuilder()
                        .symlink("a", "b")
                        .symlink("b", "a")
                        .file("manifest.json", "[{\"Config\":\"a\",\"Layers\":[]}]")
                        .build());
    }

    @Test
    @DisplayName("a document of more than 4 MiB is not read")
    void hugeDocument() {
        refused(
                ErrorCode.INVALID,
                "at most 4194304",
                new TarBuilder().file("index.json", " ".repeat((4 << 20) + 1)).build());
    }

    @Test
    @DisplayName("an archive that ends too soon, and what is no archive")
    void truncated() {
        Layout layout = new Layout();
        byte[] whole = layout.list(layout.image(tar("x".repeat(10_000))), "a").build();
        refused(ErrorCode.INVALID, "cannot read the archive", Arrays.copyOf(whole, 700));
        refused(
                ErrorCode.INVALID,
                "cannot read the archive",
                "hello".repeat(500).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        refused(ErrorCode.INVALID, "missing 'oci-layout'", new byte[0]);
        byte[] zipped = TestImages.gzip(whole);
        refused(ErrorCode.INVALID, "cannot read the archive", Arrays.copyOf(zipped, zipped.length / 2));
    }

    @Test
    @DisplayName("a manifest.json that is none, or names what is not there")
    void dockerManifest() {
        refused(
                ErrorCode.CORRUPT,
                "expected a list",
                new TarBuilder().file("manifest.json", "{}").build());
        refused(
                ErrorCode.INVALID,
                "lists 0 images",
                new TarBuilder().file("manifest.json", "[]").build());
        refused(
                ErrorCode.CORRUPT,
                "missing 'Config'",
                new TarBuilder().file("manifest.json", "[{}]").build());
        refused(
                ErrorCode.CORRUPT,
                "names the file 'c', which is not in the archive",
                new TarBuilder().file("manifest.json", "[{\"Config\":\"c\"}]").build());
    }

    @Test
    @DisplayName("a name that is none: nothing is loaded, and what to do is said")
    void badName() {
        Layout layout = new Layout();
        Descriptor image = layout.image(tar("x"));
        refused(
                ErrorCode.INVALID,
                "--tag",
                layout.list(image, "ok:1").list(image, "NOT A NAME").build());
    }

    @Test
    @DisplayName("CVE-2021-41190 an index that says it is a manifest")
    void typeConfusion() {
        Layout layout = new Layout();
        Descriptor image = layout.image(tar("x"));
        Descriptor index = layout.blob(
                MediaTypes.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(Layout.json(image)));
        refused(
                ErrorCode.INVALID,
                "manifest: missing 'config'",
                layout.list(new Descriptor(MediaTypes.OCI_MANIFEST, index.digest(), index.size()), "a")
                        .build());
    }
}
