package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Layers that try to reach outside (contract W1, W3, W8), or that are no layers. */
class HostileLayerTest extends StoreTest {
    private Path victim = Path.of("/nonexistent");

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
        store.close();
        store = new FileImageStore(
                new StoreSettings(
                        root, "docker.io/library", 1 << 20, new io.atoll.store.internal.layer.Limits(20_000, 5, 3)),
                syscalls);
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
