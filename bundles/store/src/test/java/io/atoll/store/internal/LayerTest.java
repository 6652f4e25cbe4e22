package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Lease;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTest extends StoreTest {
    private static final byte[] CAPABILITY = {
        1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0x80
    };

    private FileStatus status(Path path) {
        return syscalls.statat(Syscalls.AT_FDCWD, path.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void remembersWhetherTheRootIsListed() {
        byte[] listed = new TarBuilder()
                .mode(0555)
                .directory("./")
                .mode(0644)
                .file("f", "x")
                .build();
        byte[] unlisted = new TarBuilder().file("g", "y").build();
        assertTrue(store.layer(layer(listed), TestImages.sha256(listed)).listsRoot());
        assertFalse(store.layer(layer(unlisted), TestImages.sha256(unlisted)).listsRoot());
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        try {
            assertTrue(other.layer(TestImages.sha256(listed)).orElseThrow().listsRoot());
            assertFalse(other.layer(TestImages.sha256(unlisted)).orElseThrow().listsRoot());
            assertTrue(
                    other.check().findings().stream()
                            .noneMatch(finding -> finding.path().toString().endsWith(".notes")),
                    "what is noted of a layer is the store's own");
        } finally {
            other.close();
        }
    }

    @Test
    @DisplayName(
            "S2: notes of a layer whose removal was cut short are found, and removed with what nothing needs; those of a layer are kept")
    void removesNotesWithoutTheirLayer() throws IOException {
        byte[] listed = new TarBuilder().directory("./").file("f", "x").build();
        Digest kept = TestImages.sha256(listed);
        var unused = store.layer(layer(listed), kept);
        Path layers = root.resolve("layers");
        Path stray = Files.writeString(layers.resolve("ab".repeat(32) + ".notes"), "root\0");
        Path foreign = Files.writeString(layers.resolve("mine.notes"), "x");
        assertEquals(
                List.of(stray),
                store.check().findings().stream()
                        .filter(finding -> finding.kind() == CheckReport.Kind.LEFTOVER)
                        .map(CheckReport.Finding::path)
                        .filter(path -> !path.equals(foreign))
                        .toList());
        try (Lease held = store.lease("a test", List.of(kept))) {
            assertEquals(Set.of(kept), held.digests());
            store.collectGarbage();
        }
        assertFalse(Files.exists(stray));
        assertTrue(Files.exists(foreign), "not ours to remove");
        assertTrue(Files.exists(layers.resolve(kept.hex() + ".notes")));
    }

    @Test
    void keepsWhatEntriesSay() throws IOException {
        Path tree = extract(new TarBuilder()
                .owner(0, 0)
                .directory("./")
                .owner(1000, 70_000)
                .mode(04755)
                .mtime(1_234_567_890)
                .file("setuid", "x")
                .mode(01777)
                .pax("mtime", "1500000000.123456789")
                .directory("sticky/")
                .mode(0600)
                .pax("mtime", "-1.5")
                .file("sticky/old", "x")
                .device("null", 1, 3)
                .fifo("fifo")
                .symlink("link", "a/b")
                .hardLink("sticky/hard", "setuid")
                .build());
        FileStatus setuid = status(tree.resolve("setuid"));
        assertEquals(Syscalls.S_IFREG | 04755, setuid.mode());
        assertEquals(List.of(1000, 70_000), List.of(setuid.uid(), setuid.gid()));
        assertEquals(2, setuid.links());
        assertEquals(1_234_567_890, setuid.mtimeSeconds());
        FileStatus sticky = status(tree.resolve("sticky"));
        assertEquals(Syscalls.S_IFDIR | 01777, sticky.mode());
        assertEquals(1_500_000_000, sticky.mtimeSeconds());
        assertEquals(123_456_789, sticky.mtimeNanoseconds());
        FileStatus old = status(tree.resolve("sticky/old"));
        assertEquals(-2, old.mtimeSeconds());
        assertEquals(500_000_000, old.mtimeNanoseconds());
        assertEquals(Syscalls.makedev(1, 3), status(tree.resolve("null")).rdev());
        assertEquals(Syscalls.S_IFIFO | 0600, status(tree.resolve("fifo")).mode());
        FileStatus link = status(tree.resolve("link"));
        assertEquals(List.of(1000, 70_000), List.of(link.uid(), link.gid()));
        assertEquals(1_234_567_890, link.mtimeSeconds());
        assertEquals(Syscalls.S_IFDIR | 0755, status(tree).mode());
        assertEquals(0, status(tree).uid());
    }

    @Test
    void keepsBinaryAttributes() {
        Path tree = extract(new TarBuilder()
                .owner(5, 5)
                .mode(04755)
                .pax("SCHILY.xattr.security.capability", CAPABILITY)
                .pax("SCHILY.xattr.user.binary", new byte[] {(byte) 0xfe, '\n', 0, '='})
                .file("f", "x")
                .pax("SCHILY.xattr.trusted.link", "l")
                .symlink("s", "f")
                .build());
        assertArrayEquals(CAPABILITY, syscalls.lgetxattr(tree.resolve("f"), bytes("security.capability")));
        assertArrayEquals(
                new byte[] {(byte) 0xfe, '\n', 0, '='}, syscalls.lgetxattr(tree.resolve("f"), bytes("user.binary")));
        assertEquals(04755, status(tree.resolve("f")).mode() & 07777);
        assertArrayEquals(bytes("l"), syscalls.lgetxattr(tree.resolve("s"), bytes("trusted.link")));
    }

    @Test
    void namesAreBytes() throws IOException {
        String utf8 = new String("naïve-日本".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String latin = "na\u00efve\u00ff\n";
        String longLatin = "d\u00ff/" + "\u00e9".repeat(120);
        Path tree = extract(new TarBuilder()
                .file(utf8, "1")
                .file(latin, "2")
                .pax("path", utf8 + "-pax")
                .file("x", "3")
                .pax("path", latin + "-pax")
                .file("y", "4")
                .file(longLatin, "5")
                .symlink("s", latin)
                .build());
        int fd = syscalls.open(tree, Syscalls.O_RDONLY, 0);
        for (String name : List.of(utf8, latin, utf8 + "-pax", latin + "-pax", longLatin)) {
            assertTrue(syscalls.statat(fd, bytes(name)).isRegular());
        }
        assertArrayEquals(bytes(latin), syscalls.readlinkat(fd, bytes("s")));
        assertEquals(6, syscalls.list(fd).size());
        syscalls.close(fd);
    }

    @Test
    void deletionsAreTheOverlaysOwn() throws IOException {
        Path tree = extract(new TarBuilder()
                .directory("d")
                .file("d/.wh.gone", "")
                .file("d/.wh..wh..opq", "")
                .file("missing/parent/.wh.x", "")
                .directory(".wh..wh.plnk")
                .file(".wh..wh.plnk/1.2", "")
                .file(".wh..wh.aufs", "")
                .fifo("fifo")
                .build());
        assertTrue(status(tree.resolve("d/gone")).isWhiteout());
        assertTrue(status(tree.resolve("missing/parent/x")).isWhiteout());
        assertFalse(status(tree.resolve("fifo")).isWhiteout());
        assertArrayEquals(bytes("y"), syscalls.lgetxattr(tree.resolve("d"), bytes("trusted.overlay.opaque")));
        assertEquals(3, count(tree));
    }

    @Test
    void whatALayerHoldsItDoesNotDelete() throws IOException {
        // image-spec layer.md: whiteouts are for lower layers only, whichever comes first.
        Path tree = extract(new TarBuilder()
                .file(".wh.a", "")
                .file("a", "a")
                .file("b", "b")
                .file(".wh.b", "")
                .file(".wh.c", "")
                .file("c/x", "x")
                .directory("e")
                .file(".wh.e", "")
                .file(".wh.f", "")
                .directory("f")
                .build());
        assertEquals("a", Files.readString(tree.resolve("a")));
        assertEquals("b", Files.readString(tree.resolve("b")));
        assertEquals("x", Files.readString(tree.resolve("c/x")));
        for (String opaque : List.of("c", "e", "f")) {
            assertArrayEquals(bytes("y"), syscalls.lgetxattr(tree.resolve(opaque), bytes("trusted.overlay.opaque")));
        }
    }

    @Test
    void laterEntriesReplaceEarlier() throws IOException {
        Path tree = extract(new TarBuilder()
                .file("a/b/c", "1")
                .file("a", "file")
                .file("f", "2")
                .directory("f")
                .file("f/x", "3")
                .file("g", "4")
                .file("g", "5")
                .directory("keep")
                .file("keep/x", "6")
                .mode(0700)
                .directory("keep")
                .mode(0644)
                .directory("h/i")
                .file("h/i/target", "7")
                .hardLink("h/i", "g")
                .symlink("l", "h")
                .file("l", "8")
                .build());
        assertEquals("file", Files.readString(tree.resolve("a")));
        assertEquals("3", Files.readString(tree.resolve("f/x")));
        assertEquals("5", Files.readString(tree.resolve("g")));
        assertEquals("6", Files.readString(tree.resolve("keep/x")));
        assertEquals(0700, status(tree.resolve("keep")).mode() & 07777);
        assertEquals("5", Files.readString(tree.resolve("h/i")));
        assertEquals("8", Files.readString(tree.resolve("l")));
        assertNothingTemporary();
    }

    @Test
    void directoryTimesAreLast() {
        Path tree = extract(new TarBuilder()
                .mtime(1000)
                .directory("a")
                .directory("a/b")
                .mtime(2000)
                .file("a/b/x", "x")
                .file("a/y", "y")
                .build());
        assertEquals(1000, status(tree.resolve("a")).mtimeSeconds());
        assertEquals(1000, status(tree.resolve("a/b")).mtimeSeconds());
    }

    @Test
    void everyCompressionGivesTheSameLayer() throws IOException {
        byte[] tar = new TarBuilder().file("f", new byte[200_000]).build();
        byte[] first = Arrays.copyOf(tar, 70_000);
        byte[] second = Arrays.copyOfRange(tar, 70_000, tar.length);
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 9, 9, 9, 9};
        List<byte[]> forms = List.of(
                tar,
                TestImages.gzip(tar),
                concat(TestImages.gzip(first), TestImages.gzip(second), TestImages.gzip(new byte[0])),
                concat(TestImages.gzip(tar), new byte[512]),
                Zstd.compress(tar),
                concat(Zstd.compress(first), skippable, Zstd.compress(second)),
                concat(skippable, Zstd.compress(tar), skippable));
        for (byte[] form : forms) {
            Descriptor blob = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, form);
            Path tree = store.layer(blob, TestImages.sha256(tar)).directory();
            assertEquals(200_000, Files.size(tree.resolve("f")));
            store.collectGarbage();
            assertFalse(store.hasLayer(TestImages.sha256(tar)));
        }
    }

    @Test
    @DisplayName("W17 every member of a gzip is read, however many")
    void gzipOfManyMembersInSmallPieces() throws IOException {
        TarBuilder builder = new TarBuilder();
        for (int i = 0; i < 500; i++) {
            builder.file("f" + i, "content " + i);
        }
        byte[] tar = builder.build();
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        for (int at = 0; at < tar.length; at += 511) {
            gzip.writeBytes(TestImages.gzip(Arrays.copyOfRange(tar, at, Math.min(tar.length, at + 511))));
        }
        Descriptor blob = TestImages.blob(store, MediaTypes.OCI_LAYER_GZIP, gzip.toByteArray());
        Path tree = store.layer(blob, TestImages.sha256(tar)).directory();
        assertEquals(500, count(tree));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax", "ustar", "v7", "oldgnu"})
    void readsWhatTarWrites(String format) throws IOException {
        Requires.program("tar");
        Path source = temporary.resolve("source");
        Shell.script("""
                mkdir -p "$1/dir/sub"; cd "$1"; echo hello > dir/file; ln dir/file dir/hard; ln -s file dir/soft
                chmod 4711 dir/file; chown 12:34 dir/sub; mkfifo dir/fifo; head -c 100000 /dev/urandom > dir/data
                truncate -s 5M dir/sparse; printf end >> dir/sparse; printf x | dd of=dir/sparse bs=1 seek=1M conv=notrunc status=none
                touch -d @1234567890 dir/file dir/sub dir""", source);
        if (format.equals("gnu") || format.equals("pax")) {
            Shell.script(
                    "cd $1/dir; n=$(printf %0200d 7); mkdir $n; ln -s $n$n $n/$n; touch -d @99999999999 $n", source);
        }
        if (format.equals("v7")) {
            Files.delete(source.resolve("dir/fifo"));
        }
        Path tar = temporary.resolve("t.tar");
        boolean sparse = !format.equals("ustar") && !format.equals("v7");
        Shell.script(
                "tar -C $1 --format=$2 --numeric-owner $3 -cf $4 .", source, format, sparse ? "--sparse" : "-p", tar);
        Path tree = extract(Files.readAllBytes(tar));
        Path expected = Files.createDirectory(temporary.resolve("expected"));
        Shell.script("tar -C $1 --numeric-owner -xpf $2", expected, tar);
        String list =
                "cd $1; find . -printf '%p %y %m %U:%G %s %n %T@ %l\\n' | sed 's/ d \\([^ ]* [^ ]*\\) [^ ]*/ d \\1/' | sort; "
                        + "find . -type f -print0 | sort -z | xargs -0 sha256sum";
        assertEquals(Shell.script(list, expected), Shell.script(list, tree));
        if (sparse) {
            assertTrue(status(tree.resolve("dir/sparse")).blocks() < 100);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.1", "1.0"})
    void readsEverySparseFormat(String version) throws IOException {
        Requires.program("tar");
        Path tar = temporary.resolve("t.tar");
        Shell.script("""
                mkdir $1/s; cd $1/s; for i in 1 5 9 200 3000; do printf "data $i" | dd of=f bs=1 seek=${i}00000 conv=notrunc status=none; done
                truncate -s 400000000 f; tar --format=pax --sparse-version=$2 --sparse -cf $3 f""", temporary, version, tar);
        Path tree = extract(Files.readAllBytes(tar));
        assertEquals(
                Shell.script(
                        "cd $1; stat -c %s f; tail -c +499990 f | head -c 100 | od -c; cksum f",
                        temporary.resolve("s")),
                Shell.script("cd $1; stat -c %s f; tail -c +499990 f | head -c 100 | od -c; cksum f", tree));
        assertTrue(status(tree.resolve("f")).blocks() < 1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/wasm",
                "application/vnd.wasm.content.layer.v1+wasm",
                "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm"
            })
    @DisplayName("S1.17 a module is a layer of one file, whatever its bytes look like (W16)")
    void webAssembly(String type) throws IOException {
        byte[] module =
                TestImages.gzip(new TarBuilder().file("not", "an archive").build());
        Descriptor blob = TestImages.blob(store, type, module);
        Path tree = store.layer(blob, TestImages.sha256(module)).directory();
        assertArrayEquals(module, Files.readAllBytes(tree.resolve("module.wasm")));
        assertEquals(
                Syscalls.S_IFREG | 0644, status(tree.resolve("module.wasm")).mode());
        assertEquals(1, count(tree));
        assertFails(ErrorCode.CORRUPT, () -> store.layer(blob, digest(7)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.oci.image.layer.v1.tar",
                "application/vnd.oci.image.layer.v1.tar+gzip",
                "application/vnd.oci.image.layer.v1.tar+zstd",
                "application/vnd.oci.image.layer.nondistributable.v1.tar",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
                "application/vnd.docker.image.rootfs.diff.tar",
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "application/vnd.docker.image.rootfs.diff.tar.zstd",
                "application/vnd.docker.image.rootfs.foreign.diff.tar",
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            })
    @DisplayName("S2.10 S2.17 the first bytes say how an archive is compressed, whatever its media type says")
    void everyMediaType(String type) throws IOException {
        byte[] tar = new TarBuilder().file("f", type).build();
        for (byte[] form : List.of(tar, TestImages.gzip(tar), Zstd.compress(tar))) {
            Descriptor blob = TestImages.blob(store, type, form);
            Path tree = store.layer(blob, TestImages.sha256(tar)).directory();
            assertEquals(type, Files.readString(tree.resolve("f")));
            store.collectGarbage();
        }
    }

    @Test
    @DisplayName("W12 W13 access control lists, and permissions that an owner could not write through")
    void keepsAccessControlLists() {
        byte[] acl = {
            2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 0x64, 0, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1, 16, 0, 4, 0,
            -1, -1, -1, -1, 32, 0, 0, 0, -1, -1, -1, -1
        };
        Path tree = extract(new TarBuilder()
                .mode(0640)
                .pax("SCHILY.xattr.system.posix_acl_access", acl)
                .file("f", "")
                .pax("SCHILY.xattr.system.posix_acl_default", acl)
                .mode(0750)
                .directory("d")
                .mode(0400)
                .pax("SCHILY.xattr.user.x", "x")
                .file("read-only", "")
                .build());
        assertArrayEquals(acl, syscalls.lgetxattr(tree.resolve("f"), bytes("system.posix_acl_access")));
        assertArrayEquals(acl, syscalls.lgetxattr(tree.resolve("d"), bytes("system.posix_acl_default")));
        assertEquals(0640, status(tree.resolve("f")).mode() & 07777);
        assertArrayEquals(bytes("x"), syscalls.lgetxattr(tree.resolve("read-only"), bytes("user.x")));
    }

    @Test
    void aDirectoryListedAgainHasOnlyWhatIsSaidLast() {
        Path tree = extract(new TarBuilder()
                .pax("SCHILY.xattr.user.a", "1")
                .directory("d")
                .pax("SCHILY.xattr.user.b", "2")
                .directory("d")
                .build());
        assertEquals(
                List.of("user.b"),
                syscalls.llistxattr(tree.resolve("d")).stream()
                        .map(name -> new String(name, StandardCharsets.ISO_8859_1))
                        .toList());
    }

    @Test
    void manyCallersOneExtraction() throws Exception {
        TarBuilder builder = new TarBuilder();
        for (int i = 0; i < 300; i++) {
            builder.file("d" + i % 7 + "/f" + i, "content");
        }
        byte[] tar = builder.build();
        Descriptor blob = layer(tar);
        List<FileImageStore> stores = new ArrayList<>();
        List<Future<Path>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                // Half of them as other engines would: their own store objects on the same directory.
                FileImageStore its = i % 2 == 0 ? store : new FileImageStore(new StoreSettings(root), syscalls);
                stores.add(its);
                results.add(threads.submit(
                        () -> its.layer(blob, TestImages.sha256(tar)).directory()));
            }
        }
        long inode = status(results.getFirst().get()).inode();
        for (Future<Path> result : results) {
            assertEquals(inode, status(result.get()).inode());
        }
        stores.forEach(FileImageStore::close);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
