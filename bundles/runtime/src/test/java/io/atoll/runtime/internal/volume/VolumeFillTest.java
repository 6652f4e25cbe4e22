package io.atoll.runtime.internal.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.posix.Trees;
import io.atoll.posix.internal.JnaSyscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an empty volume gets of layers, and what it does not. */
class VolumeFillTest {
    private static final byte[] ITSELF = {};

    private final Syscalls syscalls = new JnaSyscalls();
    private Path work = Path.of("/nonexistent");
    private Path low = work;
    private Path high = work;
    private VolumeService service = new VolumeService(work, syscalls);

    @BeforeEach
    void make() throws IOException {
        work = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-fill");
        low = Files.createDirectories(work.resolve("low"));
        high = Files.createDirectories(work.resolve("high"));
        Files.createDirectories(work.resolve("upper"));
        service = new VolumeService(work.resolve("volumes"), syscalls);
        service.usedBy(Map::of);
        service.create(VolumeSpec.of("data"));
    }

    @AfterEach
    void remove() throws IOException {
        long unused = Trees.remove(work);
    }

    private RootFs root() {
        return new RootFs.Overlay(List.of(high, low), work.resolve("upper"), work.resolve("work"), List.of());
    }

    private void fill(String target) {
        service.fill("data", root(), target, true);
    }

    private Path data() {
        return service.data("data");
    }

    private Set<String> names() throws IOException {
        try (var entries = Files.list(data())) {
            return entries.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static void file(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private FileStatus status(Path path) {
        int directory = syscalls.open(path, Syscalls.O_PATH | Syscalls.O_NOFOLLOW, 0);
        try {
            return syscalls.statat(directory, ITSELF);
        } finally {
            syscalls.close(directory);
        }
    }

    private void at(Path directory, java.util.function.IntConsumer action) {
        int fd = syscalls.open(directory, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
        try {
            action.accept(fd);
        } finally {
            syscalls.close(fd);
        }
    }

    @Test
    void itIsWhatAnOverlayWouldShow() throws IOException {
        file(low, "data/kept", "low");
        file(low, "data/replaced", "low");
        file(low, "data/deleted", "low");
        file(low, "data/opaque/hidden", "low");
        file(low, "data/sub/below", "low");
        file(high, "data/replaced", "high");
        file(high, "data/opaque/shown", "high");
        file(high, "data/sub/above", "high");
        at(high.resolve("data"), fd -> syscalls.mknodat(fd, bytes("deleted"), Syscalls.S_IFCHR, 0));
        syscalls.lsetxattr(high.resolve("data/opaque"), bytes("trusted.overlay.opaque"), bytes("y"));
        fill("/data");
        assertEquals(Set.of("kept", "replaced", "opaque", "sub"), names());
        assertEquals("high", Files.readString(data().resolve("replaced")));
        assertFalse(Files.exists(data().resolve("opaque/hidden")));
        assertTrue(Files.exists(data().resolve("opaque/shown")));
        assertTrue(Files.exists(data().resolve("sub/below")) && Files.exists(data().resolve("sub/above")));
        assertFalse(Files.exists(data().resolveSibling("fill")));
    }

    @Test
    void filesKeepWhatTheyAre() throws IOException {
        file(low, "data/one", "text");
        Files.createLink(low.resolve("data/two"), low.resolve("data/one"));
        Files.createSymbolicLink(low.resolve("data/link"), Path.of("/etc/shadow"));
        at(low.resolve("data"), fd -> {
            syscalls.mknodat(fd, bytes("pipe"), Syscalls.S_IFIFO | 0600, 0);
            syscalls.lchownat(fd, bytes("one"), 33, 44);
            syscalls.fchmodat(fd, bytes("one"), 04711);
            syscalls.utimensat(fd, bytes("one"), 1_000_000, 5);
            syscalls.fchown(fd, 5, 6);
            syscalls.fchmod(fd, 02750);
            syscalls.utimensat(fd, ITSELF, 2_000_000, 0);
        });
        syscalls.lsetxattr(low.resolve("data/one"), bytes("security.capability"), capability());
        fill("/data");
        FileStatus one = status(data().resolve("one"));
        assertEquals(status(low.resolve("data/one")).mode(), one.mode());
        assertEquals(List.of(33, 44), List.of(one.uid(), one.gid()));
        assertEquals(1_000_000, one.mtimeSeconds());
        assertEquals(one.inode(), status(data().resolve("two")).inode());
        assertEquals(2, one.links());
        assertEquals(
                "/etc/shadow", Files.readSymbolicLink(data().resolve("link")).toString());
        assertEquals(Syscalls.S_IFIFO | 0600, status(data().resolve("pipe")).mode());
        assertEquals(20, syscalls.lgetxattr(data().resolve("one"), bytes("security.capability")).length);
        FileStatus itself = status(data());
        assertEquals(Syscalls.S_IFDIR | 02750, itself.mode());
        assertEquals(List.of(5, 6), List.of(itself.uid(), itself.gid()));
        assertEquals(2_000_000, itself.mtimeSeconds());
    }

    /** VFS_CAP_REVISION_2, cap_net_bind_service. */
    private static byte[] capability() {
        byte[] value = new byte[20];
        value[3] = 2;
        value[5] = 4;
        return value;
    }

    @Test
    void linksAreFollowedInsideOnly() throws IOException {
        file(work, "outside/secret", "host");
        file(low, "real/file", "image");
        file(high, "etc/x", "image");
        Files.createSymbolicLink(low.resolve("absolute"), Path.of("/real"));
        Files.createSymbolicLink(high.resolve("climbing"), Path.of("../../../../../../../real"));
        Files.createSymbolicLink(high.resolve("out"), work.resolve("outside"));
        Files.createSymbolicLink(high.resolve("proc"), Path.of("/proc/self/root"));
        Files.createSymbolicLink(high.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(high.resolve("etc/up"), Path.of("../absolute"));
        for (String nothing :
                List.of("/out", "/loop", "/proc/dev", "/real/file", "/missing/at/all", "/real/../../out")) {
            fill(nothing);
            assertEquals(Set.of(), names(), nothing);
        }
        for (String target : List.of("/absolute", "/climbing", "/etc/up", "/real", "/etc/../real/.")) {
            fill(target);
            assertEquals(Set.of("file"), names(), target);
            Files.delete(data().resolve("file"));
        }
    }

    @Test
    void whatIsNotEmptyStays() throws IOException {
        file(low, "data/new", "image");
        Files.writeString(data().resolve("old"), "mine");
        fill("/data");
        assertEquals(Set.of("old"), names());
    }

    @Test
    void whatAnEngineThatWasKilledLeftIsFinishedOrForgotten() throws IOException {
        file(low, "data/a", "image");
        file(low, "data/b", "image");
        file(data().resolveSibling("fill.partial"), "half", "?");
        fill("/data");
        assertEquals(Set.of("a", "b"), names(), "half a copy does not count");
        file(data().resolveSibling("fill"), "c", "image");
        assertEquals(new VolumeSource.Own(data()), service.source("data"));
        assertEquals(Set.of("a", "b", "c"), names(), "a whole one does");
        assertFalse(Files.exists(data().resolveSibling("fill")));
    }

    @Test
    void severalAtOnceFillItOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            file(low, "data/" + i, "image");
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<? extends Future<?>> fills = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> fill("/data")))
                    .toList();
            for (Future<?> fill : fills) {
                fill.get();
            }
        }
        assertEquals(300, names().size());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
