package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.store.internal.layer.Limits;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers in one root (contract S5.9 to S5.12): the same as a mount of them, and as umoci makes it. */
class FlattenTest extends StoreTest {
    private static final String LATIN = "na\u00efve\u00ff\n";
    private static final byte[] CAPABILITY = {
        1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0x80
    };
    private static final byte[] ACL = {
        2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 0x64, 0, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1, 16, 0, 4, 0, -1,
        -1, -1, -1, 32, 0, 4, 0, -1, -1, -1, -1
    };

    private final List<byte[]> layers = List.of(
            new TarBuilder()
                    .directory("./")
                    .directory("etc")
                    .owner(3, 4)
                    .mtime(1_111_111_111)
                    .pax("mtime", "1500000000.123456789")
                    .file("etc/kept", "kept")
                    .file("etc/deleted", "deleted")
                    .mode(04755)
                    .pax("SCHILY.xattr.security.capability", CAPABILITY)
                    .pax("SCHILY.xattr.user.a", "1")
                    .file("etc/capable", "capable")
                    .hardLink("etc/linked", "etc/capable")
                    .mode(0640)
                    .pax("SCHILY.xattr.system.posix_acl_access", ACL)
                    .file("etc/listed", "listed")
                    .mode(01777)
                    .pax("SCHILY.xattr.user.d", "d")
                    .directory("tmp")
                    .file("tmp/x", "x")
                    .directory("emptied")
                    .file("emptied/a", "a")
                    .file("emptied/sub/b", "b")
                    .directory("gone")
                    .file("gone/a", "a")
                    .directory("becomes-file")
                    .file("becomes-file/a", "a")
                    .file("becomes-directory", "f")
                    .symlink("link-becomes-directory", "etc")
                    .directory("plain")
                    .mode(0700)
                    .directory("private")
                    .device("null", 1, 3)
                    .fifo("fifo")
                    .file(LATIN, "latin")
                    .symlink("link", LATIN)
                    .build(),
            new TarBuilder()
                    .mtime(1_222_222_222)
                    .owner(1000, 1000)
                    .file("etc/.wh.deleted", "")
                    .file("etc/.wh.never-was", "")
                    .directory("emptied")
                    .file("emptied/new", "new")
                    .file("emptied/.wh..wh..opq", "")
                    .file("emptied/sub/c", "c")
                    .file(".wh.gone", "")
                    .file("becomes-file", "file")
                    .directory("becomes-directory")
                    .file("becomes-directory/x", "x")
                    .directory("link-becomes-directory")
                    .file("link-becomes-directory/y", "y")
                    // Not listed: they stay as the layer below made them.
                    .file("tmp/not-listed", "x")
                    .file("private/not-listed", "x")
                    .mode(0711)
                    .directory("plain")
                    .directory("new/tree/of")
                    .file("new/tree/.wh.nothing", "")
                    .file("new/tree/of/files", "x")
                    .build(),
            new TarBuilder()
                    .mtime(1_333_333_333)
                    .file("gone", "back as a file")
                    .file("new/tree/.wh.of", "")
                    .directory("new/tree/of")
                    .file("new/.wh..wh..opq", "")
                    .file("new/only", "only")
                    .directory(LATIN + "-directory")
                    .file(LATIN + "-directory/x", "x")
                    .file(".wh." + LATIN, "")
                    .build());

    private static List<LayerBlob> blobs(StoredImage image) {
        List<LayerBlob> blobs = new ArrayList<>();
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            blobs.add(new LayerBlob(
                    image.manifest().layers().get(i), image.config().diffIds().get(i)));
        }
        return blobs;
    }

    private UnpackReport unpack(StoredImage image, Path into) {
        return new FlatLayerUnpacker(syscalls, Limits.DEFAULT).unpack(blobs(image), store::openBlob, into);
    }

    private Path unpack(List<byte[]> archives) throws IOException {
        StoredImage image = TestImages.image(store, "flat", archives);
        Path flat = Files.createTempDirectory(temporary, "flat");
        UnpackReport report = unpack(image, flat);
        assertEquals(0, report.omitted(), () -> report.omissions().toString());
        return flat;
    }

    @Test
    @DisplayName("S5.9 a flat root is what a mount of the layers shows")
    void sameAsAMount() throws IOException {
        Requires.root();
        StoredImage image = TestImages.image(store, "app", layers);
        Path flat = unpack(layers);
        List<Layer> extracted = store.layers(image);
        try (Overlays mounted = new Overlays(temporary, extracted)) {
            TreeListing.assertSame(
                    TreeListing.of(syscalls, mounted.mountpoint(), name -> !name.contains(".overlay."), false),
                    TreeListing.of(syscalls, flat, name -> !name.contains(".overlay."), false));
        }
        // W45: ownership, attributes, and times of directories.
        String all = TreeListing.of(syscalls, flat, name -> true, true);
        assertTrue(all.contains("/etc/capable 104755 3:4 1111111111."), all);
        assertFalse(all.contains("overlay"), all);
        assertTrue(all.contains("/etc 40755 0:0 1000000000."), all);
        assertTrue(all.contains("/tmp 41777 3:4 1111111111."), all);
    }

    @Test
    @DisplayName("S5.9 a flat root is what umoci unpacks")
    void sameAsUmoci() throws IOException {
        Requires.root();
        Requires.program("umoci");
        Requires.program("skopeo");
        TestImages.image(store, "peer", layers);
        // Umoci takes no colons in tags on its command line.
        Shell.run(
                "skopeo",
                "copy",
                "oci:" + root.resolve("images") + ":peer:latest",
                "oci:" + temporary + "/layout:peer");
        Shell.run("umoci", "unpack", "--image", temporary + "/layout:peer", temporary + "/bundle");
        Path flat = unpack(layers);
        // But for times of directories: umoci leaves those it changes last as they are then.
        TreeListing.assertSame(
                TreeListing.of(syscalls, temporary.resolve("bundle/rootfs"), name -> true, false),
                TreeListing.of(syscalls, flat, name -> true, false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("S5.10 deletions and files of one layer mean the same in any order (W3)")
    void anyOrder(long seed) throws IOException {
        List<String> names = new ArrayList<>(List.of(
                ".wh.a",
                "a",
                "d",
                "d/.wh..wh..opq",
                "d/x",
                "d/.wh.old",
                ".wh.e",
                "e",
                "e/y",
                ".wh.f",
                "f/z",
                "g/.wh.x",
                "g"));
        byte[] bottom = new TarBuilder()
                .file("a", "old")
                .file("d/old", "old")
                .file("d/other", "old")
                .file("e/old", "old")
                .file("f", "old")
                .file("g/x", "old")
                .file("g/kept", "old")
                .build();
        Collections.shuffle(names, new Random(seed));
        TarBuilder top = new TarBuilder();
        for (String name : names) {
            if (List.of("d", "e", "g").contains(name)) {
                top.directory(name);
            } else {
                top.file(name, name.contains(".wh.") ? "" : "new");
            }
        }
        Path flat = unpack(List.of(bottom, top.build()));
        assertEquals(
                "a d d/x e e/y f f/z g g/kept",
                Shell.script("cd $1; find . -mindepth 1 | sed 's,^./,,' | sort | tr '\\n' ' '", flat)
                        .strip(),
                names.toString());
        assertEquals("new", Files.readString(flat.resolve("a")));
    }

    @Test
    void linksToLowerLayersAreLinks() throws IOException {
        Path flat = unpack(List.of(
                new TarBuilder()
                        .directory("d")
                        .file("d/a", "content")
                        .file("gone", "gone")
                        .build(),
                new TarBuilder()
                        .file(".wh.gone", "")
                        .hardLink("b", "d/a")
                        .hardLink("d/c", "d/a")
                        .hardLink("saved", "gone")
                        .build()));
        assertEquals(3, Files.getAttribute(flat.resolve("d/a"), "unix:nlink"));
        assertEquals(
                Files.getAttribute(flat.resolve("d/a"), "unix:ino"), Files.getAttribute(flat.resolve("b"), "unix:ino"));
        assertEquals("gone", Files.readString(flat.resolve("saved")));
        assertEquals(1, Files.getAttribute(flat.resolve("saved"), "unix:nlink"));
        assertFalse(Files.exists(flat.resolve("gone")));
    }

    @Test
    @DisplayName("S5.12 an error names layer, step and path, and leaves the root empty")
    void failures() throws IOException {
        byte[] good = new TarBuilder().file("a", "a").build();
        StoredImage image = TestImages.image(
                store, "bad", List.of(good, new TarBuilder().file("../x", "").build()));
        Path flat = Files.createDirectory(temporary.resolve("flat"));
        AtollException invalid = assertFails(ErrorCode.INVALID, () -> unpack(image, flat));
        // S5.11: refused, not skipped.
        assertEquals(
                "cannot unpack layer 2 of 2, %s: the layer is refused: its entry '../x' is not allowed: it leads out of the layer"
                        .formatted(image.manifest().layers().getLast().digest()),
                invalid.getMessage());
        assertEquals(0, count(flat));

        Files.delete(root.resolve("images/blobs/sha256")
                .resolve(image.manifest().layers().getFirst().digest().hex()));
        AtollException missing = assertFails(ErrorCode.NOT_FOUND, () -> unpack(image, flat));
        assertTrue(
                String.valueOf(missing.getMessage())
                        .contains("missing layer blob: "
                                + image.manifest().layers().getFirst().digest()),
                missing.getMessage());
        assertEquals(0, count(flat));

        StoredImage fine = TestImages.image(store, "fine", List.of(good));
        Files.createFile(flat.resolve("there"));
        assertFails(ErrorCode.EXISTS, () -> unpack(fine, flat));
        assertEquals(1, count(flat));
        assertFails(ErrorCode.KERNEL, () -> unpack(fine, temporary.resolve("nowhere")));
    }

    @Test
    void aBlobThatIsNotItselfIsNoticed() throws IOException {
        byte[] tar = new TarBuilder().file("a", "a").build();
        StoredImage image = TestImages.image(store, "app", List.of(tar));
        Path flat = Files.createDirectory(temporary.resolve("flat"));
        byte[] other = TestImages.gzip(new TarBuilder().file("a", "b").build());
        assertFails(
                ErrorCode.CORRUPT,
                () -> new FlatLayerUnpacker(syscalls, Limits.DEFAULT)
                        .unpack(blobs(image), blob -> new java.io.ByteArrayInputStream(other), flat));
        assertEquals(0, count(flat));
    }

    @Test
    void countsWhatItDid() throws IOException {
        Path flat = Files.createDirectory(temporary.resolve("flat"));
        UnpackReport report = unpack(
                TestImages.image(
                        store,
                        "app",
                        List.of(new TarBuilder()
                                .file("a", "12345")
                                .device("whiteout", 0, 0)
                                .build())),
                flat);
        assertEquals(2, report.entries());
        assertEquals(5, report.bytes());
        // W12: only a deletion is a deletion; this device would be one for the overlay.
        assertEquals(1, report.omitted());
        assertEquals("whiteout", report.omissions().getFirst().path());
        assertFalse(Files.exists(flat.resolve("whiteout"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    @DisplayName("W3 deletions do not follow symbolic links of lower layers")
    void deletionsStayInside() throws IOException {
        Path victim = Files.createDirectory(temporary.resolve("victim"));
        Files.writeString(victim.resolve("precious"), "precious");
        Path flat = unpack(List.of(
                new TarBuilder()
                        .symlink("a", victim.toString())
                        .symlink("b", victim.toString())
                        .symlink("c", victim.toString())
                        .build(),
                new TarBuilder()
                        .file("a/.wh.precious", "")
                        .file("b/.wh..wh..opq", "")
                        .file("c/precious", "mine")
                        .build()));
        assertEquals("precious", Files.readString(victim.resolve("precious"), StandardCharsets.UTF_8));
        assertEquals(1, count(victim));
        // The upper layer's directory took the link's place, as in a mount.
        assertTrue(Files.isDirectory(flat.resolve("a"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("mine", Files.readString(flat.resolve("c/precious")));
    }
}
