package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.store.StoredImage;
import io.atoll.store.internal.layer.Limits;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers that try to reach outside (contract W1, W3, W8), or that are no layers. */
class HostileLayerTest extends StoreTest {
    private Path victim = Path.of("/nonexistent");
    private Limits limits = Limits.DEFAULT;

    @BeforeEach
    void makeVictim() throws IOException {
        victim = Files.createDirectory(temporary.resolve("victim"));
        Files.writeString(victim.resolve("precious"), "precious");
    }

    private void assertVictimUntouched() throws IOException {
        assertEquals(1, count(victim));
        assertEquals("precious", Files.readString(victim.resolve("precious")));
        assertTrue(Files.isRegularFile(victim.resolve("precious"), LinkOption.NOFOLLOW_LINKS));
    }

    /** As the bottom layer of an image, and flattened; with the host, and what the store has, as they were. */
    @Override
    AtollException assertRefused(byte[] tar) throws IOException {
        StoredImage image = TestImages.image(store, "hostile", List.of(tar));
        Path flat = Files.createDirectories(temporary.resolve("flat"));
        String before = TreeListing.of(syscalls, temporary.resolve("victim"));
        long layers = count(root.resolve("layers"));
        AtollException refused = assertFails(ErrorCode.INVALID, () -> store.layers(image));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains(image.manifest().layers().getFirst().digest().toString()),
                refused.getMessage());
        AtollException flatly = assertFails(
                ErrorCode.INVALID,
                () -> new FlatLayerUnpacker(syscalls, limits)
                        .unpack(
                                List.of(new LayerBlob(
                                        image.manifest().layers().getFirst(),
                                        image.config().diffIds().getFirst())),
                                store::openBlob,
                                flat));
        assertEquals(
                String.valueOf(refused.getMessage()).replaceAll("^.*?: ", ""),
                String.valueOf(flatly.getMessage()).replaceAll("^.*?: ", ""));
        assertEquals(0, count(flat));
        assertEquals(layers, count(root.resolve("layers")));
        assertNothingTemporary();
        assertEquals(before, TreeListing.of(syscalls, temporary.resolve("victim")));
        return refused;
    }

    static List<Arguments> hostile() {
        String out = "/dev/shm";
        String deep = "d/".repeat(2040);
        byte[] huge = new byte[(1 << 20) + 1];
        Arrays.fill(huge, (byte) 'x');
        TarBuilder nested = new TarBuilder().directory("d/".repeat(900));
        for (int i = 0; i < 10; i++) {
            nested.symlink("l" + i, (i == 0 ? "" : "l" + (i - 1) + "/") + "d/".repeat(900))
                    .directory("l" + i + "/" + "d/".repeat(900));
        }
        return List.of(
                Arguments.of("'../x'", "leads out", new TarBuilder().file("../x", "x")),
                Arguments.of("a parent in the middle", "leads out", new TarBuilder().file("a/../../x", "x")),
                Arguments.of("a parent at the end", "leads out", new TarBuilder().directory("a/..")),
                Arguments.of("a device above", "leads out", new TarBuilder().device("../../dev/x", 1, 3)),
                Arguments.of("an absolute deletion", "absolute name", new TarBuilder().file(out + "/.wh.x", "")),
                Arguments.of("a deletion above", "leads out", new TarBuilder().file("../.wh.x", "")),
                Arguments.of("an opaque mark above", "leads out", new TarBuilder().file("../.wh..wh..opq", "")),
                Arguments.of(
                        "a deletion through a link",
                        "below a symbolic link",
                        new TarBuilder().symlink("a", out).file("a/.wh.x", "")),
                Arguments.of(
                        "a deletion through a link inside",
                        "below a symbolic link",
                        new TarBuilder().directory("d").symlink("a", "d").file("a/b/.wh.x", "")),
                Arguments.of(
                        "an opaque mark through a link",
                        "below a symbolic link",
                        new TarBuilder().symlink("a", out).file("a/.wh..wh..opq", "")),
                Arguments.of(
                        "a deletion without a name", "nothing that can have a name", new TarBuilder().file(".wh.", "")),
                Arguments.of("a deletion of '.'", "nothing that can have a name", new TarBuilder().file("d/.wh..", "")),
                Arguments.of(
                        "a deletion of '..'", "nothing that can have a name", new TarBuilder().file("d/.wh...", "")),
                Arguments.of("a file below a deletion", "below a deletion", new TarBuilder().file(".wh.a/b", "")),
                Arguments.of(
                        "a file through a link",
                        "not a directory",
                        new TarBuilder().symlink("a", out).file("a/x", "x")),
                Arguments.of(
                        "a file through a link that climbs",
                        "not a directory",
                        new TarBuilder().symlink("a", "../../../../.." + out).file("a/x/y", "x")),
                Arguments.of(
                        "a file through a loop",
                        "leads to no directory of this layer",
                        new TarBuilder().symlink("a", "b").symlink("b", "a").file("a/x", "x")),
                Arguments.of(
                        "a file below a hard link",
                        "not a directory",
                        new TarBuilder().file("f", "").hardLink("h", "f").file("h/x", "")),
                Arguments.of(
                        "a file below a file",
                        "not a directory",
                        new TarBuilder().file("f", "").file("f/x", "")),
                Arguments.of(
                        "a file below a device",
                        "not a directory",
                        new TarBuilder().device("n", 1, 3).file("n/x", "")),
                Arguments.of(
                        "a file below a FIFO",
                        "not a directory",
                        new TarBuilder().fifo("p").file("p/x", "")),
                Arguments.of(
                        "a deletion below a FIFO",
                        "not a directory",
                        new TarBuilder().fifo("p").file("p/.wh.x", "")),
                Arguments.of("a hard link above", "leads out", new TarBuilder().hardLink("a", "../x")),
                Arguments.of(
                        "a hard link to an absolute name",
                        "no file of this layer",
                        new TarBuilder().hardLink("a", "/etc/passwd")),
                Arguments.of(
                        "a hard link through a link",
                        "no file of this layer",
                        new TarBuilder().symlink("l", "/etc").hardLink("a", "l/passwd")),
                Arguments.of(
                        "a hard link to a directory",
                        "no file of this layer",
                        new TarBuilder().directory("d").hardLink("a", "d")),
                Arguments.of(
                        "a hard link to itself",
                        "hard link to 'a'",
                        new TarBuilder().file("a", "").hardLink("a", "a")),
                Arguments.of("a hard link to the root", "hard link to '/'", new TarBuilder().hardLink("a", "/")),
                Arguments.of(
                        "a hard link to a deletion",
                        "no file of this layer",
                        new TarBuilder().file(".wh.x", "").hardLink("a", "x")),
                Arguments.of(
                        "a hard link to a deletion's name", "hard link to", new TarBuilder().hardLink("a", "d/.wh.x")),
                Arguments.of("a root that is a link", "replaces the root", new TarBuilder().symlink("./", out)),
                Arguments.of("a name of 300 bytes", "File name too long", new TarBuilder().file("x".repeat(300), "")),
                Arguments.of(
                        "a name of 4,096 levels",
                        "longer than 4095 bytes",
                        new TarBuilder().directory("d/".repeat(4096))),
                Arguments.of("2,040 levels", "nested more than 1000 deep", new TarBuilder().directory(deep)),
                Arguments.of("9,900 levels by way of links", "nested more than 1000 deep", nested),
                Arguments.of("an unknown type", "unknown", new TarBuilder().entry('M', "x", "", new byte[0], 0, 0)),
                Arguments.of(
                        "an attribute that is too large",
                        "Argument list too long",
                        new TarBuilder()
                                .pax("SCHILY.xattr.user.x", Arrays.copyOf(huge, 70_000))
                                .file("f", "")),
                Arguments.of(
                        "an attribute whose name is too long",
                        "out of range",
                        new TarBuilder()
                                .pax("SCHILY.xattr.user." + "x".repeat(300), "x")
                                .file("f", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @DisplayName("W1 W3 S2.13 S5.11 hostile archives are refused, and the host is as it was")
    void hostile(String name, String why, TarBuilder archive) throws IOException {
        AtollException refused = assertRefused(archive.build());
        assertTrue(String.valueOf(refused.getMessage()).contains(why), name + ": " + refused.getMessage());
    }

    @Test
    @DisplayName("headers are bounded before they are believed")
    void headersAreBounded() throws IOException {
        byte[] large = new byte[(1 << 20) + 1];
        Arrays.fill(large, (byte) 'x');
        for (char type : new char[] {'x', 'g', 'L', 'K'}) {
            byte[] tar = new TarBuilder()
                    .entry(type, "h", "", large, 0, 0)
                    .file("f", "")
                    .build();
            AtollException e = assertFails(ErrorCode.CORRUPT, () -> extract(tar));
            assertTrue(String.valueOf(e.getMessage()).contains("a header of"), e.getMessage());
        }
        assertNothingTemporary();
    }

    @Test
    @DisplayName("a sparse bomb is as large as it says")
    void sparseBombs() throws IOException {
        limit(new Limits(10_000_000, 100, 10));
        TarBuilder one = sparse(new TarBuilder(), "one", 10_000_001);
        assertTrue(String.valueOf(assertRefused(one.build()).getMessage()).contains("atoll.layer.max.bytes"));
        TarBuilder many = new TarBuilder();
        for (int i = 0; i < 11; i++) {
            sparse(many, "f" + i, 1_000_000);
        }
        assertTrue(String.valueOf(assertRefused(many.build()).getMessage()).contains("atoll.layer.max.bytes"));
    }

    private static TarBuilder sparse(TarBuilder tar, String name, long size) {
        return tar.pax("GNU.sparse.major", "0")
                .pax("GNU.sparse.minor", "1")
                .pax("GNU.sparse.size", Long.toString(size))
                .pax("GNU.sparse.numblocks", "1")
                .pax("GNU.sparse.map", "0,1")
                .file(name, new byte[1]);
    }

    private void limit(Limits its) {
        limits = its;
        store.close();
        store = new FileImageStore(new StoreSettings(root, "docker.io/library", 1 << 20, its), syscalls);
    }

    @Test
    @DisplayName("a deep tree within the limit is extracted, and removed")
    void deepTrees() throws IOException {
        limit(new Limits(1 << 20, 5000, 3000));
        // As deep as a name can say, each level with a time of its own.
        TarBuilder deep = new TarBuilder();
        for (int i = 1; i <= 2000; i += 7) {
            deep.directory("d/".repeat(i));
        }
        StoredImage image = TestImages.image(store, "deep", List.of(deep.build()));
        Path flat = Files.createDirectories(temporary.resolve("flat"));
        new FlatLayerUnpacker(syscalls, limits)
                .unpack(
                        List.of(new LayerBlob(
                                image.manifest().layers().getFirst(),
                                image.config().diffIds().getFirst())),
                        store::openBlob,
                        flat);
        assertEquals(
                "1996",
                Shell.script("find $1 -mindepth 1 -type d | wc -l; rm -r $1/d", flat)
                        .strip());
        store.layers(image);
        store.remove(image);
        assertEquals(0, count(root.resolve("layers")));
    }

    @Test
    void aReplacedDirectoryIsNotWrittenToThroughALink() throws IOException {
        // "lib/sub" was opened by way of the link; then it became a file.
        assertRefused(new TarBuilder()
                .directory("usr/lib/sub")
                .symlink("lib", "usr/lib")
                .file("lib/sub/x", "x")
                .file("usr/lib/sub", "file")
                .file("lib/sub/y", "y")
                .build());
        Path tree = extract(new TarBuilder()
                .mtime(1234)
                .directory("usr/lib")
                .symlink("lib", "usr/lib")
                .directory("lib/sub")
                .mtime(5678)
                .file("lib/sub/x", "x")
                .build());
        assertEquals(
                1234, Files.getLastModifiedTime(tree.resolve("usr/lib/sub")).toMillis() / 1000);
    }

    @Test
    @DisplayName("S2.17 an unknown media type is refused by name")
    void unknownMediaTypes() {
        byte[] tar = new TarBuilder().file("f", "").build();
        for (String type : List.of(
                "",
                "text/plain",
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                "application/vnd.example.wasm")) {
            Descriptor blob = TestImages.blob(store, type, tar);
            AtollException e = assertFails(ErrorCode.UNSUPPORTED, () -> store.layer(blob, TestImages.sha256(tar)));
            assertEquals("unsupported layer media type: " + type, e.getMessage());
        }
    }

    @Test
    void refusesParents() throws IOException {
        assertRefused(new TarBuilder().file("../x", "x").build());
        assertRefused(new TarBuilder().file("a/../../x", "x").build());
        assertRefused(new TarBuilder().directory("a/..").build());
        assertRefused(new TarBuilder().symlink("a/../b", "x").build());
        assertRefused(new TarBuilder().device("../../../../dev/x", 1, 3).build());
    }

    @Test
    void absoluteNamesAreBelowTheRoot() throws IOException {
        Path tree = extract(new TarBuilder()
                .file(victim + "/x", "x")
                .file("//etc//./passwd", "root")
                .build());
        assertEquals(
                "x",
                Files.readString(tree.resolve(victim.toString().substring(1)).resolve("x")));
        assertEquals("root", Files.readString(tree.resolve("etc/passwd")));
        assertVictimUntouched();
    }

    @Test
    void refusesWhiteoutsThatLeadOut() throws IOException {
        assertRefused(new TarBuilder().file(victim + "/.wh.precious", "").build());
        assertRefused(new TarBuilder().file("../victim/.wh.precious", "").build());
        assertRefused(new TarBuilder()
                .symlink("a", victim.toString())
                .file("a/.wh.precious", "")
                .build());
        assertRefused(new TarBuilder()
                .symlink("a", victim.toString())
                .file("a/.wh..wh..opq", "")
                .build());
        assertRefused(new TarBuilder()
                .directory("d")
                .symlink("a", "d")
                .file("a/x", "")
                .file("a/.wh.y", "")
                .build());
        assertVictimUntouched();
    }

    @Test
    void refusesWhiteoutsOfNothing() throws IOException {
        for (String name : new String[] {".wh.", ".wh..", ".wh...", "d/.wh.", "d/.wh..", "d/.wh..."}) {
            assertRefused(new TarBuilder().directory("d").file(name, "").build());
        }
        assertRefused(new TarBuilder().file(".wh.a/b", "").build());
    }

    @Test
    void symbolicLinksOnTheWayStayInside() throws IOException {
        assertRefused(new TarBuilder()
                .symlink("a", victim.toString())
                .file("a/precious", "x")
                .build());
        assertRefused(new TarBuilder()
                .symlink("a", "../../../../../../../../.." + victim)
                .file("a/precious", "x")
                .build());
        assertVictimUntouched();
        // Where the target is a directory of the layer the entry goes there, wherever the link points on the host.
        Path tree = extract(new TarBuilder()
                .directory("usr/lib")
                .symlink("lib", "/usr/lib")
                .file("lib/x", "x")
                .file("lib/sub/y", "y")
                .build());
        assertEquals("x", Files.readString(tree.resolve("usr/lib/x")));
        assertEquals("y", Files.readString(tree.resolve("usr/lib/sub/y")));
        assertTrue(Files.isSymbolicLink(tree.resolve("lib")));
    }

    @Test
    void filesAreNotWrittenThroughLinks() throws IOException {
        Path tree = extract(new TarBuilder()
                .symlink("a", victim.resolve("precious").toString())
                .file("a", "new")
                .symlink("d", victim.toString())
                .directory("d")
                .file("d/precious", "mine")
                .build());
        assertTrue(Files.isRegularFile(tree.resolve("a"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("mine", Files.readString(tree.resolve("d/precious")));
        assertVictimUntouched();
    }

    @Test
    void refusesHardLinksThatLeadOut() throws IOException {
        assertRefused(new TarBuilder().hardLink("a", "../victim/precious").build());
        assertRefused(new TarBuilder()
                .hardLink("a", victim.resolve("precious").toString())
                .build());
        assertRefused(new TarBuilder()
                .symlink("l", victim.toString())
                .hardLink("a", "l/precious")
                .build());
        assertRefused(new TarBuilder().hardLink("a", "missing").build());
        assertRefused(new TarBuilder().file("a", "").hardLink("a", "a").build());
        assertRefused(new TarBuilder().directory("d").hardLink("a", "d").build());
        // To a link itself, not to what it points at.
        Path tree = extract(new TarBuilder()
                .symlink("l", victim.resolve("precious").toString())
                .hardLink("a", "l")
                .file("a", "new")
                .build());
        assertEquals("new", Files.readString(tree.resolve("a")));
        assertVictimUntouched();
    }

    @Test
    void archivesCannotSpeakToTheOverlay() {
        Path tree = extract(new TarBuilder()
                .pax("SCHILY.xattr.trusted.overlay.redirect", "/etc")
                .pax("SCHILY.xattr.user.overlay.opaque", "y")
                .pax("SCHILY.xattr.trusted.kept", "1")
                .directory("d")
                .build());
        assertEquals(1, syscalls.llistxattr(tree.resolve("d")).size());
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        assertRefused(new TarBuilder().symlink(".", "x").build());
        assertRefused(new TarBuilder().file("f", "").file("f/x", "").build());
        assertRefused(new TarBuilder().file("x".repeat(300), "").build());
        assertRefused(new TarBuilder().file("x/".repeat(2100) + "y", "").build());
        assertRefused(new TarBuilder().entry('M', "x", "", new byte[0], 0, 0).build());
    }

    @Test
    void limitsHold() throws IOException {
        limit(new Limits(20_000, 5, 3));
        assertRefused(new TarBuilder().file("f", new byte[30_000]).build());
        assertRefused(new TarBuilder().directory("a/b/c/d").build());
        TarBuilder many = new TarBuilder();
        for (int i = 0; i < 6; i++) {
            many.file("f" + i, "");
        }
        assertRefused(many.build());
        // A small blob that becomes large.
        byte[] bomb = new TarBuilder().file("f", "").raw(new byte[10_000_000]).build();
        Descriptor blob = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(bomb));
        assertFails(ErrorCode.INVALID, () -> store.layer(blob, TestImages.sha256(bomb)));
        assertNothingTemporary();
    }

    @Test
    void damagedArchivesAreCorrupt() throws IOException {
        byte[] good = new TarBuilder().file("f", new byte[3000]).build();
        assertFails(ErrorCode.CORRUPT, () -> extract(Arrays.copyOf(good, 2000)));
        assertFails(ErrorCode.CORRUPT, () -> extract(Arrays.copyOf(good, 700)));
        byte[] bad = good.clone();
        bad[0] ^= 1;
        assertFails(ErrorCode.CORRUPT, () -> extract(bad));
        assertFails(
                ErrorCode.CORRUPT,
                () -> extract("no archive at all".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Descriptor blob = layer(good);
        assertFails(ErrorCode.CORRUPT, () -> store.layer(blob, digest(1)));
        byte[] zip = TestImages.gzip(good);
        Descriptor cut = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, Arrays.copyOf(zip, zip.length - 20));
        assertFails(ErrorCode.CORRUPT, () -> store.layer(cut, TestImages.sha256(good)));
        Descriptor tail = TestImages.blob(
                store,
                MediaTypes.OCI_LAYER_GZIP,
                concat(zip, "garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertFails(ErrorCode.CORRUPT, () -> store.layer(tail, TestImages.sha256(good)));
        assertNothingTemporary();
        assertEquals(0, count(root.resolve("layers")));
    }

    @Test
    void aBlobThatRottedIsNoticed() throws IOException {
        byte[] tar = new TarBuilder().file("f", "content").build();
        Descriptor blob = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, TestImages.gzip(tar));
        Path file = root.resolve("images/blobs/sha256").resolve(blob.digest().hex());
        byte[] bytes = Files.readAllBytes(file);
        bytes[4] ^= 1; // only the time in gzip's header: the layer would still be right
        Files.write(file, bytes);
        assertFails(ErrorCode.CORRUPT, () -> store.layer(blob, TestImages.sha256(tar)));
        assertFalse(store.hasLayer(TestImages.sha256(tar)));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
