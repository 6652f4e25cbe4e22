package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Extraction by users who may not do all of it (contract W2, S2.11, S2.12, S2.17): the rest is done, and what is left out is told. */
class UnprivilegedTest extends StoreTest {
    private static final byte[] CAPABILITY = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private final byte[] bottom = new TarBuilder()
            .directory("./")
            .directory("d")
            .file("d/deleted", "deleted")
            .file("d/kept", "kept")
            .directory("opaque")
            .file("opaque/hidden", "hidden")
            .mode(0555)
            .directory("read-only")
            .file("read-only/f", "f")
            .mode(0)
            .directory("closed")
            .mode(0644)
            .file("closed/f", "f")
            .build();
    private final byte[] top = new TarBuilder()
            .file("d/.wh.deleted", "")
            .directory("d")
            .directory("opaque")
            .file("opaque/.wh..wh..opq", "")
            .file("opaque/new", "new")
            .device("device", 1, 3)
            .owner(12, 34)
            .mode(04755)
            .file("owned", "owned")
            .owner(65534, 65534)
            .pax("SCHILY.xattr.security.capability", CAPABILITY)
            .pax("SCHILY.xattr.trusted.t", "t")
            .pax("SCHILY.xattr.user.u", "u")
            .mode(0444)
            .file("attributes", "attributes")
            .hardLink("linked", "d/kept")
            .file("read-only/g", "g")
            .build();

    private Path shared = Path.of("/nonexistent");

    @BeforeEach
    void share() throws IOException {
        Requires.root();
        shared = Files.createDirectory(temporary.resolve("shared"));
        Shell.run("chmod", "755", temporary.toString());
        Shell.run("chmod", "777", shared.toString());
        Files.write(shared.resolve("bottom"), bottom);
        Files.write(shared.resolve("top"), top);
    }

    private String extract(String... as) throws IOException {
        Path copies = Files.createDirectory(temporary.resolve("copies"));
        List<String> command = new ArrayList<>(List.of(as));
        command.addAll(ExtractMain.command(
                copies, "-Djna.tmpdir=" + shared, "-Djava.io.tmpdir=" + shared, "-Duser.home=" + shared));
        command.addAll(List.of(shared.toString(), shared + "/bottom", shared + "/top"));
        return Shell.run(command);
    }

    private static List<Path> layers(String output) {
        return output.lines()
                .filter(line -> line.startsWith("layer "))
                .map(line -> Path.of(line.substring(6)))
                .toList();
    }

    private FileStatus status(Path path) {
        return syscalls.statat(Syscalls.AT_FDCWD, path.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String rootless(List<Path> layers, String script) {
        Path mountpoint = shared.resolve("mountpoint");
        return Shell.script("""
                mkdir -p $1; chown 65534 $1
                exec setpriv --reuid 65534 --regid 65534 --clear-groups unshare -rm sh -euc '
                mount -t overlay overlay -o ro,userxattr,lowerdir='$2' '$1'; cd '$1'; '"$3"
                """, mountpoint, layers.getLast() + ":" + layers.getFirst(), script);
    }

    @Test
    @DisplayName("S2.11 S2.12 W2 another user extracts what he may, and his overlay hides what was deleted")
    void anotherUser() throws IOException {
        Requires.program("setpriv");
        String output = extract("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        assertTrue(output.contains("omitted device: device 1:3"), output);
        assertTrue(output.contains("omitted owned: owner 12:34"), output);
        assertTrue(output.contains("omitted attributes: xattr security.capability"), output);
        assertTrue(output.contains("omitted attributes: xattr trusted.t"), output);
        assertFalse(output.contains("xattr user.u"), output);
        Path layer = layers(output).getLast();
        assertEquals(65534, status(layer.resolve("owned")).uid());
        assertEquals(04755, status(layer.resolve("owned")).mode() & 07777);
        assertEquals(
                "u",
                new String(syscalls.lgetxattr(layer.resolve("attributes"), name("user.u")), StandardCharsets.US_ASCII));
        assertTrue(status(layer.resolve("d/deleted")).isWhiteout());
        Path bottomLayer = layers(output).getFirst();
        assertEquals(0555, status(bottomLayer.resolve("read-only")).mode() & 07777);
        assertEquals(0, status(bottomLayer.resolve("closed")).mode() & 07777);
        assertEquals("f", Files.readString(bottomLayer.resolve("closed/f")));

        assertEquals("kept\nnew\n", rootless(layers(output), "ls d; ls opaque"));

        Path flat = shared.resolve("flat");
        assertFalse(Files.exists(flat.resolve("d/deleted"), LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(flat.resolve("opaque/hidden"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("g", Files.readString(flat.resolve("read-only/g")));
        assertEquals(0555, status(flat.resolve("read-only")).mode() & 07777);
        assertEquals(0, status(flat.resolve("closed")).mode() & 07777);
        assertEquals(2, status(flat.resolve("d/kept")).links());
        assertEquals(0, syscalls.llistxattr(flat.resolve("opaque")).size());
    }

    @Test
    @DisplayName("in a user namespace, root is not root of the machine")
    void userNamespace() throws IOException {
        Requires.program("unshare");
        String output = extract("unshare", "-r");
        assertTrue(output.contains("omitted device: device 1:3"), output);
        assertTrue(output.contains("omitted owned: owner 12:34"), output);
        assertTrue(output.contains("omitted attributes: xattr trusted.t"), output);
        Path layer = layers(output).getLast();
        assertEquals(
                "y",
                new String(
                        syscalls.lgetxattr(layer.resolve("opaque"), name("user.overlay.opaque")),
                        StandardCharsets.US_ASCII));
        assertTrue(status(layer.resolve("d/deleted")).isWhiteout());
    }

    @Test
    @DisplayName("S2.17 what was extracted without privilege is extracted again with it, once")
    void extractedAgain() throws IOException {
        Requires.program("setpriv");
        List<Path> before = layers(extract("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        FileImageStore privileged = new FileImageStore(new StoreSettings(shared.resolve("store")), syscalls);
        try {
            StoredImage image = TestImages.image(privileged, "app", List.of(bottom, top));
            List<Layer> layers = privileged.layers(image);
            assertEquals(before, layers.stream().map(Layer::directory).toList());
            Path layer = layers.getLast().directory();
            assertEquals(12, status(layer.resolve("owned")).uid());
            assertEquals(Syscalls.makedev(1, 3), status(layer.resolve("device")).rdev());
            assertEquals(0, status(layers.getFirst().directory().resolve("d")).uid());
            long inode = status(layer).inode();
            assertEquals(
                    inode,
                    status(privileged.layers(image).getLast().directory()).inode());
        } finally {
            privileged.close();
        }
    }

    @Test
    @DisplayName("W2 where even 0:0 devices are refused, deletions are files that an overlay hides")
    void whiteoutFiles() throws IOException {
        Requires.program("setpriv");
        // As in a sandbox that allows no devices at all.
        Syscalls strict = (Syscalls) Proxy.newProxyInstance(
                Syscalls.class.getClassLoader(), new Class<?>[] {Syscalls.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("mknodat")) {
                        throw new KernelException("mknod", "x", KernelException.EPERM, "Operation not permitted");
                    }
                    if (method.getName().equals("fsetxattr")
                            && new String((byte[]) arguments[1], StandardCharsets.ISO_8859_1).startsWith("trusted.")) {
                        throw new KernelException("setxattr", "x", KernelException.EPERM, "Operation not permitted");
                    }
                    try {
                        return method.invoke(syscalls, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        store.close();
        store = new FileImageStore(new StoreSettings(root), strict);
        byte[] below = new TarBuilder()
                .directory("./")
                .directory("d")
                .file("d/a", "a")
                .file("d/b", "b")
                .file("c", "c")
                .directory("e")
                .file("e/x", "x")
                .file("f", "f")
                .directory("o")
                .file("o/p", "p")
                .build();
        byte[] above = new TarBuilder()
                .directory("./")
                .directory("d")
                .file("d/.wh.a", "")
                .file(".wh.c", "")
                .file(".wh.e", "")
                .directory("e")
                .file("e/y", "y")
                .file("f", "new")
                .file(".wh.f", "")
                .directory("o")
                .file("o/.wh.p", "")
                .file("o/.wh..wh..opq", "")
                .file("o/q", "q")
                .build();
        List<Layer> layers = store.layers(TestImages.image(store, "app", List.of(below, above)));
        Path layer = layers.getLast().directory();
        assertTrue(status(layer.resolve("d/a")).isRegular());
        assertEquals(
                "x",
                new String(
                        syscalls.lgetxattr(layer.resolve("d"), name("user.overlay.opaque")),
                        StandardCharsets.US_ASCII));
        Shell.script("chown -R 65534 $1; chmod 755 $1 $1/layers", root);
        assertEquals(
                "d e f o d/b e/y f o/q new",
                rootless(layers.stream().map(Layer::directory).toList(), "echo * d/* e/* f o/* $(cat f)")
                        .strip());
        // And the same, flattened.
        Path flat = Files.createDirectory(temporary.resolve("flat"));
        StoredImage image = TestImages.image(store, "app", List.of(below, above));
        List<io.atoll.api.layer.LayerBlob> blobs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            blobs.add(new io.atoll.api.layer.LayerBlob(
                    image.manifest().layers().get(i), image.config().diffIds().get(i)));
        }
        new FlatLayerUnpacker(strict, io.atoll.store.internal.layer.Limits.DEFAULT)
                .unpack(blobs, store::openBlob, flat);
        assertEquals(
                "d e f o d/b e/y f o/q new",
                Shell.script("cd $1; echo * d/* e/* f o/* $(cat f)", flat).strip());
        assertFalse(TreeListing.of(syscalls, flat, name -> true, false).contains("overlay"));
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
