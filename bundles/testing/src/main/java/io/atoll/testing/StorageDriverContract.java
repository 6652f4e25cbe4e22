package io.atoll.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every storage driver does. Extend it in the driver's bundle and supply the driver; needs root, for it mounts what the driver
 * makes and looks inside.
 */
public abstract class StorageDriverContract {
    private static final String LIST = "find . -mindepth 1 -printf '%p %y %m %U:%G %n %T@ %l\\n' | sort";

    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    private Path container = Path.of("/nonexistent");
    private int layerCount;

    /** The driver under test. */
    protected abstract StorageDriver driver();

    /** The kernel's. */
    protected abstract Syscalls syscalls();

    @BeforeEach
    void makeContainer() throws IOException {
        Requires.root();
        container = Files.createDirectory(temporary.resolve("container"));
    }

    /** A layer with what the script makes in the current directory. */
    private Layer layer(String script) {
        try {
            Path directory = Files.createDirectories(temporary.resolve("layers/" + layerCount++));
            Shell.script("cd \"$1\"; umask 022; " + script, directory);
            return new Layer(Digest.sha256("%064x".formatted(layerCount)), directory);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void attribute(Layer layer, String file, String name, byte... value) {
        syscalls().lsetxattr(layer.directory().resolve(file), bytes(name), value);
    }

    private RootFs create(Layer... layers) {
        return driver().create(List.of(layers), container);
    }

    private String inside(RootFs rootFs, String script) {
        return new RootFsView(temporary).inside(rootFs, script);
    }

    private String insideOf(String script, Layer... layers) {
        return inside(create(layers), script);
    }

    @Test
    protected void isAvailableHere() {
        assertEquals(Optional.empty(), driver().unavailable(container));
        assertEquals(Optional.empty(), driver().unavailable(temporary.resolve("not/yet/there")));
        assertFalse(driver().name().isEmpty());
    }

    @Test
    protected void noLayersAreAnEmptyRoot() {
        assertEquals("755 0:0\n0\nx\n", insideOf("stat -c '%a %u:%g' .; ls -A | wc -l; echo x > f; cat f"));
    }

    @Test
    protected void upperLayersWin() {
        Layer bottom = layer("mkdir -p etc/d; echo bottom > etc/a; echo bottom > etc/b; chmod 700 etc");
        Layer top = layer("mkdir etc; echo top > etc/b; echo top > etc/c; chmod 711 etc");
        assertEquals(
                "bottom\ntop\ntop\n711\na b c d \n",
                insideOf("cat etc/a etc/b etc/c; stat -c %a etc; echo $(ls etc) ''", bottom, top));
    }

    @Test
    protected void deletionsHide() {
        Layer bottom = layer("mkdir -p d/sub e; echo x > f; echo x > d/sub/g; echo x > d/h; echo x > e/i");
        Layer middle = layer("mkdir d e; mknod f c 0 0; mknod d/sub c 0 0; mknod e/i c 0 0; mknod never c 0 0");
        Layer top = layer("mkdir -p d/sub; echo new > d/sub/new");
        assertEquals(
                "./d\n./d/h\n./d/sub\n./d/sub/new\n./e\n", insideOf("find . -mindepth 1 | sort", bottom, middle, top));
    }

    @Test
    protected void opaqueDirectoriesHideAllBelow() {
        Layer bottom = layer("mkdir -p d/sub/deep; echo x > d/f; echo x > d/sub/g");
        Layer top = layer("mkdir -p d/sub; echo y > d/new");
        attribute(top, "d", "trusted.overlay.opaque", (byte) 'y');
        assertEquals("./d\n./d/new\n./d/sub\n", insideOf("find . -mindepth 1 | sort", bottom, top));
    }

    @Test
    protected void anOpaqueRootHidesAllBelow() {
        Layer bottom = layer("mkdir d; echo x > f");
        Layer top = layer("echo y > g");
        Layer above = layer("echo z > h");
        attribute(top, ".", "trusted.overlay.opaque", (byte) 'y');
        assertEquals("g\nh\n", insideOf("ls -A", bottom, top, above));
    }

    @Test
    protected void kindsReplaceEachOther() {
        Layer bottom =
                layer("echo x > file; mkdir -p dir/sub; echo x > dir/sub/f; ln -s dir link; ln -s nowhere link2");
        Layer top = layer("mkdir file; echo y > file/in; echo y > dir; mkdir link; echo y > link/in; echo y > link2");
        assertEquals(
                "./dir f\n./file d\n./file/in f\n./link d\n./link/in f\n./link2 f\n",
                insideOf("find . -mindepth 1 -printf '%p %y\\n' | sort", bottom, top));
    }

    @Test
    protected void everythingIsKept() {
        Layer layer = layer("""
                echo x > setuid; chown 1000:70000 setuid; chmod 4755 setuid
                mkdir sticky; chmod 1777 sticky; echo x > sticky/f; chmod 000 sticky/f
                ln -s '../some where' link; chown -h 12:34 link
                mknod null c 1 3; chmod 666 null; mknod block b 259 70000; mkfifo fifo; chown 5:6 fifo
                mkdir -m 2750 setgid; echo x > setgid/f; chown 0:99 setgid
                echo x > one; ln one two; mkdir d; ln one d/three; ln -s t s1; ln -P s1 s2
                touch -h -d '2001-02-03 04:05:06.123456789' setuid sticky/f link null fifo one s1
                touch -d '1969-12-31 23:59:58.5' setgid/f; touch -d '2011-02-03 04:05:06.987654321' setgid d sticky""");
        String expected = Shell.script("cd \"$1\"; " + LIST, layer.directory());
        RootFs rootFs = create(layer);
        assertEquals(expected, inside(rootFs, LIST));
        assertEquals("1:3\n103:11170\n", inside(rootFs, "stat -c %t:%T null block"), "device numbers");
        assertEquals("1\n", inside(rootFs, "stat -c %i one two d/three | sort -u | wc -l"), "one inode");
    }

    @Test
    void theTopmostLayerThatListsTheRootSaysWhatItIsLike() {
        Layer bottom = layer("chmod 555 .; chown 7:8 .");
        Layer top = layer("echo x > f");
        Layer unlisted = new Layer(top.key(), top.directory(), false);
        assertEquals("555 7:8\nx\n", inside(create(bottom, unlisted), "stat -c '%a %u:%g' .; cat f"));
    }

    @Test
    protected void theRootIsTheTopmostLayers() {
        Layer bottom = layer("chmod 700 .; chown 7:7 .");
        Layer top = layer("chmod 1751 .; chown 1234:5678 .");
        assertEquals("1751 1234:5678\n", insideOf("stat -c '%a %u:%g' .", bottom, top));
    }

    @Test
    protected void extendedAttributesAreKept() {
        Requires.program("python3");
        byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Layer layer = layer("echo x > f; mkdir d; ln -s f link; mkfifo fifo");
        attribute(layer, "f", "user.text", bytes("value"));
        attribute(layer, "f", "security.capability", capability);
        attribute(layer, "f", "trusted.mine", (byte) 0xff, (byte) 0);
        attribute(layer, "d", "trusted.dir", bytes("d"));
        attribute(layer, "link", "trusted.link", bytes("l"));
        attribute(layer, "fifo", "trusted.fifo", bytes("p"));
        String script = """
                python3 - <<'E'
                import os
                for p in ['f', 'd', 'link', 'fifo']:
                    for a in sorted(os.listxattr(p, follow_symlinks=False)):
                        print(p, a, os.getxattr(p, a, follow_symlinks=False).hex())
                E
                """;
        assertEquals("""
                f security.capability 0100000200040000000000000000000000000000
                f trusted.mine ff00
                f user.text 76616c7565
                d trusted.dir 64
                link trusted.link 6c
                fifo trusted.fifo 70
                """, insideOf(script, layer));
    }

    @Test
    protected void holesStayHoles() {
        Layer layer = layer("truncate -s 300M f; printf data | dd of=f bs=1 seek=100000000 conv=notrunc status=none;"
                + " truncate -s 200M empty");
        RootFs rootFs = create(layer);
        assertEquals(
                "true\n", inside(rootFs, "[ $(du -k --total f empty | tail -1 | cut -f1) -lt 1000 ] && echo true"));
        assertEquals(
                Shell.script("cd \"$1\"; cat f empty | cksum", layer.directory()),
                inside(rootFs, "cat f empty | cksum"));
    }

    @Test
    protected void namesAreBytes() {
        Layer layer = layer(
                "n=$(printf 'n\\377\\200\\n\\303\\251x'); mkdir \"$n\"; echo x > \"$n/$n\"; ln -s \"$n\" l; ln \"$n/$n\" hard");
        Layer top = layer(
                "n=$(printf 'n\\377\\200\\n\\303\\251x'); mkdir \"$n\"; mknod \"$n/$n\" c 0 0; echo y > \"$n/2\"");
        String list = "find . -mindepth 1 | sort | od -c; readlink l | od -c; cat hard";
        String expected = Shell.script(
                "cd \"$1\"; n=$(printf 'n\\377\\200\\n\\303\\251x'); mkdir e; cd e; mkdir \"$n\";"
                        + " ln -s \"$n\" l; echo y > \"$n/2\"; echo x > hard; " + list,
                temporary);
        assertEquals(expected, insideOf(list, layer, top));
    }

    @Test
    protected void oneLayerTwice() {
        Layer twice = layer("echo 1 > a; echo 1 > b");
        Layer between = layer("echo 2 > a; mknod b c 0 0; echo 2 > c");
        assertEquals("1\n1\n2\n", insideOf("cat a b c", twice, between, twice));
    }

    @Test
    protected void manyLayers() throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            Path directory = Files.createDirectories(temporary.resolve("many/" + i));
            Files.writeString(directory.resolve("f" + i), "x");
            Files.writeString(directory.resolve("top"), i + "\n");
            layers.add(new Layer(Digest.sha256("%064x".formatted(i)), directory));
        }
        RootFs rootFs = driver().create(layers, container);
        assertEquals("129\n131\n", inside(rootFs, "cat top; ls | wc -l"));
    }

    @Test
    protected void writesDoNotChangeLayers() {
        Layer bottom = layer("mkdir -p d/sub; echo x > d/f; echo x > d/sub/g; ln d/f hard; chmod 600 d/f");
        Layer top = layer("mkdir d; echo y > d/h");
        String list = "cd \"$1\"; " + LIST + "; find . -type f -print0 | sort -z | xargs -0 cat";
        String before = Shell.script(list, bottom.directory()) + Shell.script(list, top.directory());
        RootFs rootFs = create(bottom, top);
        inside(
                rootFs,
                "echo more >> d/f; chmod 777 d/h; rm -r d/sub; mkdir d/sub; rm hard; mv d/h moved; chown 1:1 d; touch .");
        assertEquals(before, Shell.script(list, bottom.directory()) + Shell.script(list, top.directory()));
        assertEquals("x\nmore\ny\n0\n", inside(rootFs, "cat d/f moved; ls d/sub | wc -l"));
    }

    @Test
    protected void containersAreApart() throws IOException {
        Layer layer = layer("echo x > f");
        RootFs one = create(layer);
        RootFs two = driver().create(List.of(layer), Files.createDirectory(temporary.resolve("other")));
        inside(one, "echo 1 > f; echo 1 > g");
        assertEquals("x\nf\n", inside(two, "cat f; ls"));
    }

    @Test
    protected void openedAgainItHasTheChanges() {
        Layer layer = layer("echo x > f; echo x > g");
        RootFs made = create(layer);
        inside(made, "echo y > f; rm g; echo z > new");
        RootFs opened = driver().open(List.of(layer), container);
        assertEquals(made, opened);
        assertEquals("f\nnew\ny\n", inside(opened, "ls; cat f"));
        assertTrue(Files.isDirectory(opened.writable()));
    }

    @Test
    protected void whatWasNeverMadeCannotBeOpened() {
        AtollException e = assertThrows(AtollException.class, () -> driver().open(List.of(), container));
        assertEquals(ErrorCode.NOT_FOUND, e.code());
    }

    @Test
    protected void removingLeavesNothing() throws IOException {
        Layer layer = layer("mkdir d; echo x > d/f; ln -s / root");
        Files.writeString(container.resolve("state.json"), "{}");
        RootFs rootFs = create(layer);
        inside(rootFs, "rm -r d; mkdir -p a/b/c; mknod a/null c 1 3; chmod 000 a; ln -s / a/root; mkfifo p");
        driver().remove(container);
        assertEquals(List.of("state.json"), names(container));
        driver().remove(container);
        driver().remove(temporary.resolve("never"));
        assertTrue(Files.exists(layer.directory().resolve("d/f")));
    }

    @Test
    protected void whatIsLeftOfAnInterruptedCreationIsRemoved() throws IOException {
        Layer layer = layer("mkdir d; echo x > d/f");
        create(layer);
        List<String> parts = names(container);
        driver().remove(container);
        for (String part : parts) {
            Files.createDirectories(container.resolve(part));
            driver().remove(container);
            assertEquals(List.of(), names(container));
        }
        create(layer);
    }

    @Test
    protected void failingCreationLeavesNothing() throws IOException {
        Layer good = layer("mkdir d; echo x > d/f");
        Layer missing = new Layer(good.key(), temporary.resolve("layers/missing"));
        for (List<Layer> layers : List.of(List.of(missing), List.of(missing, good), List.of(good, missing))) {
            assertThrows(AtollException.class, () -> driver().create(layers, container));
            assertEquals(List.of(), names(container));
        }
        assertThrows(AtollException.class, () -> driver().create(List.of(good), temporary.resolve("missing")));
    }

    @Test
    protected void creatingTwiceIsRefused() {
        Layer layer = layer("echo x > f");
        RootFs rootFs = create(layer);
        inside(rootFs, "echo y > f");
        AtollException e = assertThrows(AtollException.class, () -> create(layer));
        assertEquals(ErrorCode.EXISTS, e.code());
        assertEquals("y\n", inside(driver().open(List.of(layer), container), "cat f"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
