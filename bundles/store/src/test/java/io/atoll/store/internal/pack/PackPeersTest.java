package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Digest;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.json.Json;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TestImages;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Other programs read what is packed here, and find the same in it. */
class PackPeersTest extends PackTest {
    private Path layout = Path.of("/nonexistent");
    private Path tree = Path.of("/nonexistent");

    @BeforeEach
    void everything() {
        Requires.root();
        layout = temporary.resolve("layout");
        tree = tree(Everything.SCRIPT);
        Everything.attributes(this, tree);
    }

    static Stream<LayerFormat> formats() {
        return Stream.of(new LayerFormat.Plain(), new LayerFormat.Gzip(), new LayerFormat.Zstd());
    }

    private LayerBlob image(LayerFormat format) throws IOException {
        TestLayout made = new TestLayout(syscalls, layout);
        LayerBlob layer = made.pack(tree, Source.TREE, format);
        made.image("t", List.of(layer));
        return layer;
    }

    private Path umociUnpack(String tag) {
        Path bundle = temporary.resolve("bundle-" + tag);
        Shell.run("umoci", "unpack", "--image", layout + ":" + tag, bundle.toString());
        return bundle;
    }

    /** Asserts that umoci finds nothing to repack in a bundle of its own whose root is another. */
    private void assertUmociSeesNoDifference(Path bundle, Path root) {
        Shell.script("rm -rf $1; mv $2 $1", bundle.resolve("rootfs"), root);
        String log = Shell.run("umoci", "--log=debug", "repack", "--image", layout + ":again", bundle.toString());
        assertTrue(log.contains("ndiff=0"), log);
    }

    private Path extract(LayerBlob layer) throws IOException {
        Path blob = layout.resolve("blobs/sha256")
                .resolve(layer.descriptor().digest().hex());
        try (InputStream in = Files.newInputStream(blob)) {
            return extract(in, layer.diffId());
        }
    }

    @Test
    @DisplayName("W13 umoci unpacks the same, and sees no difference in what is unpacked here")
    void umociUnpacksTheSame() throws IOException {
        Requires.program("umoci");
        LayerBlob layer = image(new LayerFormat.Gzip());
        Path bundle = umociUnpack("t");
        assertEquals(snapshot(tree), snapshot(bundle.resolve("rootfs")));
        assertUmociSeesNoDifference(bundle, extract(layer));
    }

    @Test
    @DisplayName(
            "What umoci packs is read as it reads it, packs to bytes that do not change any more, and it sees no difference")
    void umociPacksWhatIsReadHere() throws IOException {
        Requires.program("umoci");
        Shell.run("umoci", "init", "--layout", layout.toString());
        Shell.run("umoci", "new", "--image", layout + ":empty");
        Path bundle = umociUnpack("empty");
        Shell.script("rm -rf $2; cp -a $1 $2", tree, bundle.resolve("rootfs"));
        Shell.run("umoci", "repack", "--image", layout + ":full", bundle.toString());
        String stat = Shell.run("umoci", "stat", "--json", "--image", layout + ":full");
        var history = Json.parse(stat.getBytes(StandardCharsets.UTF_8), "stat").get("history");
        var made = history.get(history.size() - 1);
        Digest blob = Digest.parse(made.get("layer").get("digest").asText());
        Digest diffId = Digest.parse(made.get("diff_id").asText());
        try (InputStream in =
                Files.newInputStream(layout.resolve("blobs/sha256").resolve(blob.hex()))) {
            Path ours = extract(in, diffId);
            Path theirs = umociUnpack("full");
            assertEquals(snapshot(theirs.resolve("rootfs")), snapshot(ours));
            byte[] archive = pack(ours);
            assertEquals(TestImages.sha256(archive), TestImages.sha256(pack(extract(archive))));
            assertUmociSeesNoDifference(theirs, extract(archive));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    @DisplayName("S4.7 W14 podman loads every format, has the same files, and saves our archive with our diff-id")
    void podmanLoadsAndSavesIt(LayerFormat format) throws IOException {
        Requires.program("podman");
        LayerBlob layer = image(format);
        String[] podman = podman();
        try {
            Path archive = temporary.resolve("image.tar");
            Shell.script("tar -C $1 -cf $2 .", layout, archive);
            String loaded = podman(podman, "load", "-q", "-i", archive.toString());
            String image =
                    loaded.strip().replaceFirst("(?s).*Loaded image: ", "").replaceFirst("sha256:", "");
            Path mounted = Path.of(podman(podman, "image", "mount", image).strip());
            // The time of the root is when Podman mounted something into it.
            assertEquals(withoutRoot(snapshot(tree)), withoutRoot(snapshot(mounted)));
            // Podman makes the archive again of what it extracted.
            Path saved = temporary.resolve("saved");
            podman(podman, "save", "-q", "--format", "oci-dir", "-o", saved.toString(), image);
            assertTrue(
                    savedDiffIds(saved).contains(layer.diffId()),
                    savedDiffIds(saved).toString());
        } finally {
            podman(podman, "system", "reset", "--force");
        }
    }

    private static String withoutRoot(String snapshot) {
        return snapshot.replaceFirst("/ .*\n", "");
    }

    private static List<Digest> savedDiffIds(Path layout) throws IOException {
        try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
            return blobs.map(PackPeersTest::diffId).toList();
        }
    }

    private static Digest diffId(Path blob) {
        try (InputStream in = Decompression.open(new BufferedInputStream(Files.newInputStream(blob)))) {
            return TestImages.sha256(in.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Podman with a store of its own. */
    private String[] podman() throws IOException {
        Path conf = temporary.resolve("containers.conf");
        Files.writeString(conf, """
                [containers]
                default_ulimits=["nofile=1024:1024","nproc=1024:1024"]
                [engine]
                cgroup_manager="cgroupfs"
                """);
        return new String[] {
            "env",
            "CONTAINERS_CONF=" + conf,
            "podman",
            "--storage-driver",
            "vfs",
            "--root",
            temporary + "/podman",
            "--runroot",
            temporary + "/run",
            "--tmpdir",
            temporary + "/tmp"
        };
    }

    private static String podman(String[] podman, String... arguments) {
        return Shell.run(Stream.concat(Stream.of(podman), Stream.of(arguments)).toList());
    }

    @ParameterizedTest
    @MethodSource("formats")
    @DisplayName("S4.7 skopeo copies every format and finds the diff-ids right")
    void skopeoCopiesIt(LayerFormat format) throws IOException {
        Requires.program("skopeo");
        LayerBlob layer = image(format);
        Path copy = temporary.resolve("copy");
        Shell.run("skopeo", "copy", "--preserve-digests", "oci:" + layout + ":t", "oci:" + copy + ":t");
        assertTrue(Files.exists(
                copy.resolve("blobs/sha256").resolve(layer.descriptor().digest().hex())));
        if (!(format instanceof LayerFormat.Zstd)) {
            // Into a docker archive, which knows no zstd, it goes uncompressed, and its name there is its diff-id.
            Path archive = temporary.resolve("docker.tar");
            Shell.run("skopeo", "copy", "oci:" + layout + ":t", "docker-archive:" + archive + ":x:y");
            assertTrue(Shell.run("tar", "-tf", archive.toString())
                    .contains(layer.diffId().hex() + ".tar"));
        }
    }

    @Test
    void ociImageToolValidatesIt() throws IOException {
        Requires.program("oci-image-tool");
        image(new LayerFormat.Gzip());
        String told = Shell.run("oci-image-tool", "validate", "--type", "image", "--ref", "name=t", layout.toString());
        assertTrue(told.contains("OK") || told.contains("succeeded"), told);
    }

    @Test
    void bsdtarReadsIt() throws IOException {
        Requires.program("bsdtar");
        Path archive = temporary.resolve("archive.tar");
        Files.write(archive, pack(tree));
        Path back = Files.createDirectory(temporary.resolve("bsd"));
        Shell.run("bsdtar", "-xpf", archive.toString(), "-C", back.toString(), "--numeric-owner");
        // It knows ACLs in a form of its own, and the directory that it began in keeps its time.
        assertEquals(
                withoutRoot(snapshot(tree)).replaceAll(" system\\.posix_acl\\S*", ""), withoutRoot(snapshot(back)));
    }
}
