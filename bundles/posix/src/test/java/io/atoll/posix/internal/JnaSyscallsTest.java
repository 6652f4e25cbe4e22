package io.atoll.posix.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.posix.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the kernel of this machine. */
class JnaSyscallsTest {
    private static final byte[] ITSELF = {};

    private final Syscalls syscalls = new JnaSyscalls();
    private Path directory = Path.of("/nonexistent");
    private int fd;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-posix");
        fd = syscalls.open(directory, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
    }

    @AfterEach
    void close() throws IOException {
        syscalls.close(fd);
        Trees.remove(directory);
    }

    @Test
    void writesAndReadsMoreThanOneBuffer() throws IOException {
        byte[] content = new byte[300_000];
        new java.util.Random(1).nextBytes(content);
        int file = syscalls.openat(fd, name("f"), Syscalls.O_RDWR | Syscalls.O_CREAT | Syscalls.O_EXCL, 0640);
        syscalls.write(file, content, 10, content.length - 10);
        syscalls.seek(file, 0);
        byte[] back = new byte[content.length];
        int at = 10;
        while (at < back.length) {
            at += syscalls.read(file, back, at, back.length - at);
        }
        assertEquals(0, syscalls.read(file, back, 0, 10));
        syscalls.fsync(file);
        syscalls.syncfs(file);
        syscalls.close(file);
        assertArrayEquals(Arrays.copyOfRange(content, 10, content.length), Files.readAllBytes(directory.resolve("f")));
        assertArrayEquals(Arrays.copyOfRange(content, 10, content.length), Arrays.copyOfRange(back, 10, back.length));
    }

    @Test
    void tellsAllOfAFile() {
        int file = syscalls.openat(fd, name("f"), Syscalls.O_WRONLY | Syscalls.O_CREAT, 0600);
        syscalls.ftruncate(file, 1 << 20);
        syscalls.fchown(file, 70_000, 80_000);
        syscalls.fchmod(file, 04751);
        syscalls.utimensat(file, ITSELF, -5, 123_456_789);
        FileStatus status = syscalls.statat(file, ITSELF);
        syscalls.close(file);
        assertEquals(Syscalls.S_IFREG | 04751, status.mode());
        assertEquals(70_000, status.uid());
        assertEquals(80_000, status.gid());
        assertEquals(1 << 20, status.size());
        assertEquals(0, status.blocks());
        assertEquals(1, status.links());
        assertEquals(-5, status.mtimeSeconds());
        assertEquals(123_456_789, status.mtimeNanoseconds());
        assertEquals(status, syscalls.statat(fd, name("f")));
    }

    @Test
    void makesNodesAndLinks() {
        syscalls.mknodat(fd, name("whiteout"), Syscalls.S_IFCHR, 0);
        syscalls.mknodat(fd, name("device"), Syscalls.S_IFBLK | 0600, Syscalls.makedev(259, 70_000));
        syscalls.mknodat(fd, name("fifo"), Syscalls.S_IFIFO | 0600, 0);
        syscalls.symlinkat(name("no/where"), fd, name("link"));
        syscalls.linkat(fd, name("fifo"), fd, name("fifo2"));
        syscalls.lchownat(fd, name("link"), 5, 6);
        syscalls.utimensat(fd, name("link"), 7, 8);
        assertTrue(syscalls.statat(fd, name("whiteout")).isWhiteout());
        assertEquals(
                Syscalls.makedev(259, 70_000),
                syscalls.statat(fd, name("device")).rdev());
        assertEquals(2, syscalls.statat(fd, name("fifo")).links());
        assertEquals("no/where", text(syscalls.readlinkat(fd, name("link"))));
        FileStatus link = syscalls.statat(fd, name("link"));
        assertTrue(link.isSymbolicLink());
        assertEquals(List.of(5L, 6L, 7L, 8L), List.of((long) link.uid(), (long) link.gid(), link.mtimeSeconds(), (long)
                link.mtimeNanoseconds()));
        syscalls.renameat(fd, name("fifo2"), fd, name("fifo3"));
        syscalls.unlinkat(fd, name("fifo"), 0);
        assertEquals(
                new TreeSet<>(List.of("device", "fifo3", "link", "whiteout")),
                syscalls.list(fd).stream().map(JnaSyscallsTest::text).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void listsManyNamesAndAnyBytes() {
        byte[] odd = {'a', (byte) 0xff, '\n', (byte) 0x80};
        syscalls.mkdirat(fd, odd, 0700);
        for (int i = 0; i < 5000; i++) {
            syscalls.symlinkat(name("x"), fd, name("some-longer-name-to-fill-the-buffer-" + i));
        }
        List<byte[]> names = syscalls.list(fd);
        assertEquals(5001, names.size());
        assertTrue(names.stream().anyMatch(name -> Arrays.equals(name, odd)));
        assertEquals(5001, syscalls.list(fd).size());
    }

    @Test
    void keepsExtendedAttributes() throws IOException {
        byte[] large = new byte[5000];
        Arrays.fill(large, (byte) 0xfe);
        int file = syscalls.openat(fd, name("f"), Syscalls.O_WRONLY | Syscalls.O_CREAT, 0600);
        syscalls.fsetxattr(file, name("trusted.a"), large);
        syscalls.fsetxattr(file, name("trusted.empty"), new byte[0]);
        assertArrayEquals(large, syscalls.fgetxattr(file, name("trusted.a")));
        assertArrayEquals(new byte[0], syscalls.fgetxattr(file, name("trusted.empty")));
        assertEquals(2, syscalls.flistxattr(file).size());
        syscalls.close(file);
        syscalls.symlinkat(name("f"), fd, name("link"));
        syscalls.setxattrat(fd, name("link"), name("trusted.l"), name("v"));
        assertEquals("v", text(syscalls.getxattrat(fd, name("link"), name("trusted.l"))));
        assertEquals(1, syscalls.listxattrat(fd, name("link")).size());
        Path path = directory.resolve("f");
        syscalls.lsetxattr(path, name("trusted.p"), name("w"));
        assertEquals("w", text(syscalls.lgetxattr(path, name("trusted.p"))));
        assertEquals(3, syscalls.llistxattr(path).size());
        assertErrno(KernelException.ENODATA, () -> syscalls.lgetxattr(path, name("trusted.none")));
    }

    @Test
    void resolvesBeneath() {
        syscalls.mkdirat(fd, name("d"), 0700);
        syscalls.symlinkat(name("/d"), fd, name("absolute"));
        int flags = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY;
        syscalls.close(syscalls.openat2(fd, name("d"), flags, 0, Syscalls.RESOLVE_BENEATH));
        syscalls.close(syscalls.openat2(fd, name("absolute"), flags, 0, Syscalls.RESOLVE_IN_ROOT));
        assertErrno(
                KernelException.EXDEV,
                () -> syscalls.openat2(fd, name("absolute"), flags, 0, Syscalls.RESOLVE_BENEATH));
        assertErrno(KernelException.EXDEV, () -> syscalls.openat2(fd, name(".."), flags, 0, Syscalls.RESOLVE_BENEATH));
        assertErrno(
                KernelException.ELOOP,
                () -> syscalls.openat2(fd, name("absolute"), flags, 0, Syscalls.RESOLVE_NO_SYMLINKS));
    }

    @Test
    void findsHoles() {
        int file = syscalls.openat(fd, name("f"), Syscalls.O_RDWR | Syscalls.O_CREAT, 0600);
        syscalls.ftruncate(file, 1 << 20);
        syscalls.seek(file, 1 << 19);
        syscalls.write(file, name("data"), 0, 4);
        assertEquals(1 << 19, syscalls.lseek(file, 0, Syscalls.SEEK_DATA));
        assertTrue(syscalls.lseek(file, 1 << 19, Syscalls.SEEK_HOLE) < 1 << 20);
        long after = syscalls.lseek(file, 1 << 19, Syscalls.SEEK_HOLE);
        assertErrno(KernelException.ENXIO, () -> syscalls.lseek(file, after, Syscalls.SEEK_DATA));
        syscalls.close(file);
    }

    @Test
    void locksBetweenDescriptors() {
        int other = syscalls.open(directory, Syscalls.O_RDONLY, 0);
        syscalls.flock(fd, Syscalls.LOCK_SH);
        syscalls.flock(other, Syscalls.LOCK_SH | Syscalls.LOCK_NB);
        assertErrno(KernelException.EAGAIN, () -> syscalls.flock(other, Syscalls.LOCK_EX | Syscalls.LOCK_NB));
        syscalls.close(other);
        syscalls.flock(fd, Syscalls.LOCK_EX | Syscalls.LOCK_NB);
    }

    @Test
    void opensPathsThatAreNotText() throws IOException {
        byte[] odd = {(byte) 0xe9, 'x'};
        syscalls.mkdirat(fd, odd, 0700);
        try (var names = Files.newDirectoryStream(directory)) {
            for (Path path : names) {
                int found = syscalls.open(path, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
                assertEquals(
                        syscalls.statat(fd, odd).inode(),
                        syscalls.statat(found, ITSELF).inode());
                syscalls.close(found);
            }
        }
    }

    @Test
    void errorsSayWhatHappened() {
        KernelException e =
                assertThrows(KernelException.class, () -> syscalls.openat(fd, name("missing"), Syscalls.O_RDONLY, 0));
        assertEquals("open missing: No such file or directory", e.getMessage());
        assertEquals(KernelException.ENOENT, e.errno());
        assertEquals("open", e.call());
        AtollException nul =
                assertThrows(AtollException.class, () -> syscalls.mkdirat(fd, new byte[] {'a', 0, 'b'}, 0700));
        assertEquals(ErrorCode.INVALID, nul.code());
        assertErrno(KernelException.ESRCH, () -> syscalls.kill(4_000_000, 0));
    }

    @Test
    void removesTreesDeeperThanDescriptorsAllow() throws IOException {
        syscalls.mkdirat(fd, name("deep"), 0700);
        int at = syscalls.openat(fd, name("deep"), Syscalls.O_RDONLY, 0);
        for (int i = 0; i < 5000; i++) {
            syscalls.mkdirat(at, name("d"), 0700);
            int next = syscalls.openat(at, name("d"), Syscalls.O_RDONLY, 0);
            syscalls.close(at);
            at = next;
        }
        syscalls.close(at);
        syscalls.symlinkat(name("/"), fd, name("deep/link"));
        Files.writeString(directory.resolve("deep/file"), "12345");
        assertEquals(5, Trees.remove(directory.resolve("deep")));
        assertEquals(0, syscalls.list(fd).size());
        assertEquals(0, Trees.remove(directory.resolve("deep")));
    }

    @Test
    void knowsBothArchitectures() {
        assertEquals(
                0100000 | 040000, Architecture.of("aarch64").openFlags(Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW));
        assertEquals(
                Syscalls.O_DIRECTORY | Syscalls.O_EXCL,
                Architecture.of("amd64").openFlags(Syscalls.O_DIRECTORY | Syscalls.O_EXCL));
        assertThrows(AtollException.class, () -> Architecture.of("sparc"));
    }

    private static void assertErrno(int errno, org.junit.jupiter.api.function.Executable call) {
        assertEquals(errno, assertThrows(KernelException.class, call).errno());
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }
}
