package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.Syscalls;
import io.atoll.posix.Trees;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerPackerTest extends PackTest {
    /** Of {@link Everything}: whoever changes it changes the digest of every layer made from now on, and must want that. */
    private static final String GOLDEN = "sha256:fcd0136058ec7183f979fd0f4e19e0a96b1a373aafe209cd437f47b3ce3686e5";

    @BeforeEach
    void needsRoot() {
        Requires.root();
    }

    private Path everything() {
        Path tree = tree(Everything.SCRIPT);
        Everything.attributes(this, tree);
        Everything.odd(this, tree);
        return tree;
    }

    @Test
    @DisplayName("W13 owner, time, attributes, links, devices: all of a tree comes back, and packs to the same bytes")
    void everythingThereAndBack() {
        Path tree = everything();
        byte[] archive = pack(tree);
        Path back = extract(archive);
        assertEquals(snapshot(tree), snapshot(back));
        assertArrayEquals(archive, pack(back));
        assertEquals(GOLDEN, TestImages.sha256(archive).toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void randomTreesThereAndBack(long seed) {
        Path tree = tree("");
        RandomTree.make(syscalls, tree, seed);
        byte[] archive = pack(tree);
        Path back = extract(archive);
        assertEquals(snapshot(tree), snapshot(back));
        assertArrayEquals(archive, pack(back));
    }

    @Test
    void gnuTarReadsIt() throws IOException {
        Path tree = everything();
        Path back = Files.createDirectory(temporary.resolve("gnu"));
        tar(pack(tree), "--numeric-owner", "--xattrs", "--xattrs-include=*", "-xpC", back.toString());
        assertEquals(withoutOddAttributes(tree), withoutOddAttributes(back));
    }

    /** GNU's tar sets no attributes of what is neither file nor directory. */
    private String withoutOddAttributes(Path tree) {
        return snapshot(tree).replaceAll(" trusted\\.(link|fifo)=\\p{XDigit}*", "");
    }

    @Test
    void namesAreInTheOrderOfTheirBytesAndParentsComeFirst() throws IOException {
        Path tree = tree("mkdir a a/b; : > a/b/c; : > a.b; : > a-b; : > Z; : > a/b.c; ln a.b a/b/d");
        assertEquals("./\nZ\na/\na/b/\na/b/c\na/b/d\na/b.c\na-b\na.b\n", tar(pack(tree), "-t"));
    }

    @Test
    @DisplayName("Identical input gives identical bytes: in any order of making, on tmpfs, on ext4, through an overlay")
    void theFileSystemDoesNotShow() throws IOException {
        String names = "for i in $(seq 1 300 | %s); do echo $i > f$i; mkdir d$i; echo $i > d$i/$i; done;";
        String rest =
                " truncate -s 200K s; printf x >> s; truncate -s 300K s; find . -print0 | xargs -0 touch -d @1000000000.5";
        String script = "chmod 755 .; " + names.formatted("cat") + rest;
        Path tree = tree(script);
        byte[] archive = pack(tree);
        // The same content, every zero stored; and everything in another order.
        Path stored = tree("chmod 755 .; " + names.formatted("tac") + " : > s; " + rest
                + "; cp --sparse=never s t; cat t > s; rm t; find . -print0 | xargs -0 touch -d @1000000000.5");
        assertArrayEquals(archive, pack(stored));
        Path ext4 = Files.createDirectory(temporary.resolve("ext4"));
        Path overlay = Files.createDirectory(temporary.resolve("overlay"));
        Shell.script("truncate -s 64M $1.img; mkfs.ext4 -q $1.img; mount -o loop $1.img $1; mkdir $1/tree", ext4);
        try {
            Path there = ext4.resolve("tree");
            Shell.script("cd $1; " + script, there);
            assertArrayEquals(archive, pack(there));
            Shell.script(
                    "mkdir $1/upper $1/work; mount -t overlay -o lowerdir=$2,upperdir=$1/upper,workdir=$1/work o $3; chown 0 $3/f7; touch -d @1000000000.5 $3",
                    ext4,
                    there,
                    overlay);
            try {
                assertArrayEquals(archive, pack(overlay));
            } finally {
                Shell.run("umount", "-l", overlay.toString());
            }
        } finally {
            Shell.run("umount", "-l", ext4.toString());
        }
    }

    @Test
    void holesAreWhatIsZeroWhetherStoredOrNot() throws IOException {
        TreeLayerPacker packer = new TreeLayerPacker(syscalls, 1 << 20);
        String make = """
                printf start > both; truncate -s 3M both; printf middle >> both; truncate -s 5000000 both
                truncate -s 2M end; printf end >> end; truncate -s 2M only; printf x > short; truncate -s 500K short
                """;
        String time = "touch -d @1000000000 . *";
        Path sparse = tree(make + time);
        Path stored = tree(make + "for f in *; do cp --sparse=never $f ../x; cat ../x > $f; done; rm ../x; " + time);
        assertTrue(Shell.script("du -sk $1 | cut -f1", sparse).length()
                < Shell.script("du -sk $1 | cut -f1", stored).length());
        byte[] archive = pack(packer, sparse, Source.TREE);
        assertArrayEquals(archive, pack(packer, stored, Source.TREE));
        // Only the one that is too short for holes is written as it is.
        assertTrue(archive.length < 530_000, () -> archive.length + " bytes");
        Path back = extract(archive);
        assertEquals(snapshot(sparse), snapshot(back));
        assertArrayEquals(archive, pack(packer, back, Source.TREE));
        Path gnu = Files.createDirectory(temporary.resolve("gnu"));
        tar(archive, "--numeric-owner", "-xpC", gnu.toString());
        assertEquals(snapshot(sparse), snapshot(gnu));
        // Podman and Docker cannot push what has such entries: usual holes are written as zeros.
        assertTrue(pack(sparse).length > 9_000_000);
    }

    @Test
    void aTerabyteOfNothing() throws IOException {
        Path tree = tree("truncate -s 1T f; printf x | dd of=f bs=1 seek=500G conv=notrunc status=none");
        byte[] archive = pack(tree);
        assertTrue(archive.length < 10_000, () -> archive.length + " bytes");
        Path back = extract(archive);
        assertEquals(1L << 40, Files.size(back.resolve("f")));
        assertEquals("8\n", Shell.script("du -k $1/f | cut -f1 | sed 's/^4$/8/'", back));
        assertArrayEquals(archive, pack(back));
    }

    /** Directories in each other; by system calls, for a shell would need a path for each. */
    private void nest(Path tree, String name, int levels) {
        byte[] bytes = bytes(name);
        int fd = syscalls.open(tree, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
        for (int i = 0; i < levels; i++) {
            syscalls.mkdirat(fd, bytes, 0700);
            int next = syscalls.openat(fd, bytes, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
            syscalls.close(fd);
            fd = next;
        }
        syscalls.close(fd);
    }

    @Test
    void aTreeOfMoreThanAThousandLevels() throws IOException {
        Path tree = tree(": > z");
        nest(tree, "d", 1300);
        List<String> names = tar(pack(tree), "-t").lines().toList();
        assertEquals(1302, names.size());
        assertEquals("d/".repeat(1300), names.get(1300));
        // All the way back up.
        assertEquals("z", names.get(1301));
        Trees.remove(tree);
    }

    @Test
    void aPathThatNobodyExtractsIsRefused() throws IOException {
        Path tree = tree("");
        nest(tree, "1".repeat(250), 17);
        AtollException e = assertFails(ErrorCode.INVALID, () -> pack(tree));
        assertTrue(Objects.toString(e.getMessage()).contains("4095"), e.getMessage());
        // JUnit cannot remove it.
        Trees.remove(tree);
    }

    @Test
    void nothingIsFollowed() throws IOException {
        Path outside = tree("echo secret > file; mkdir dir; : > dir/x");
        Path tree = tree("ln -s " + outside + "/file file; ln -s " + outside + " dir; ln -s / root");
        assertEquals("./\ndir\nfile\nroot\n", tar(pack(tree), "-t"));
    }

    @Test
    @DisplayName("W12 a socket is left out, and is no deletion")
    void socketsAreLeftOut() throws IOException {
        Path tree = tree(": > file");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("sock")));
            assertEquals("./\nfile\n", tar(pack(tree), "-t"));
            assertEquals("./\nfile\n", tar(pack(tree, Source.OVERLAY), "-t"));
        }
    }

    @Test
    void aHardLinkHasItsFilesAttributesAgain() throws IOException {
        Path tree = tree("echo x > a; ln a b; chown 7 a");
        attribute(tree, "a", "user.x", 'y');
        String listed = tar(pack(tree), "--numeric-owner", "--xattrs", "-tvv");
        assertEquals(
                2, listed.lines().filter(line -> line.contains("x: 1 user.x")).count(), listed);
        assertEquals(2, listed.lines().filter(line -> line.contains(" 7/0 ")).count(), listed);
    }

    @Test
    void whatBelongsToTheMachineIsLeftOut() {
        Path tree = tree("mkdir d; : > f");
        byte[] archive = pack(tree);
        attribute(tree, "d", "trusted.overlay.opaque", 'y');
        attribute(tree, "d", "user.overlay.origin", 'y');
        attribute(tree, "f", "trusted.overlay.metacopy");
        assertArrayEquals(archive, pack(tree));
        syscalls.lsetxattr(tree.resolve("f"), bytes("security.selinux"), bytes("system_u:object_r:x_t:s0"));
        assertArrayEquals(archive, pack(tree));
    }

    @ParameterizedTest
    @ValueSource(strings = {": > .wh.x", "mkdir .wh..wh..opq", "mknod x c 0 0", "mkdir d; ln -s x d/.wh.y"})
    void whatWouldBeADeletionIsRefused(String script) {
        Path tree = tree(script);
        assertFails(ErrorCode.INVALID, () -> pack(tree));
    }

    @Test
    void anAttributeThatNoArchiveCanNameIsRefused() {
        Path tree = tree("mkdir d; : > d/f");
        attribute(tree, "d/f", "user.a=b", 1);
        AtollException e = assertFails(ErrorCode.INVALID, () -> pack(tree));
        assertTrue(Objects.toString(e.getMessage()).contains("'d/f'"), e.getMessage());
        assertTrue(Objects.toString(e.getMessage()).contains("user.a=b"), e.getMessage());
    }

    @Test
    void whatIsNotThereCannotBePacked() {
        assertFails(ErrorCode.KERNEL, () -> pack(temporary.resolve("none")));
    }

    @Test
    void noDescriptorIsLeft() throws IOException {
        Path tree = everything();
        Path broken = tree("mkdir -p a/b/c; : > a/b/c/.wh.x");
        pack(tree);
        long before = descriptors();
        pack(tree);
        assertFails(ErrorCode.INVALID, () -> pack(broken));
        assertEquals(before, descriptors());
    }

    private static long descriptors() throws IOException {
        return PackTest.count(Path.of("/proc/self/fd"));
    }

    @Test
    void manyNamesInOneDirectory() throws IOException {
        Path tree = tree("seq 1 20000 | xargs touch");
        List<String> names = tar(pack(tree), "-t").lines().toList();
        assertEquals(20_001, names.size());
        String[] sorted = names.subList(1, names.size()).toArray(String[]::new);
        Arrays.sort(sorted);
        assertEquals(Arrays.asList(sorted), names.subList(1, names.size()));
    }
}
