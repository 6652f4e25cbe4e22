package io.atoll.store.internal.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Options;
import io.atoll.api.layer.FileCopier.Place;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker's rules, and that a root is never left. */
class TreeCopierTest {
    private static final Options PLAIN = new Options(false, true, true);

    @TempDir
    Path temp;

    private final JnaSyscalls syscalls = new JnaSyscalls();

    @SuppressWarnings("NullAway.Init")
    private TreeCopier copier;

    @SuppressWarnings("NullAway.Init")
    private Path root;

    private int fd;

    @BeforeEach
    void tree() throws IOException {
        LocalDisk disk = new LocalDisk();
        copier = new TreeCopier(
                syscalls, new TempSpace(temp.resolve("tmp"), new Locks(temp.resolve("locks"), syscalls, disk), disk));
        root = Files.createDirectories(temp.resolve("root"));
        Files.createDirectories(root.resolve("dir/sub"));
        Files.createDirectory(root.resolve("target"));
        Files.writeString(root.resolve("file"), "f");
        Files.writeString(root.resolve("dir/a"), "a");
        Files.writeString(root.resolve("old"), "old");
        Files.writeString(temp.resolve("secret"), "outside");
        link("flink", "file");
        link("dlink", "dir");
        link("tlink", "/target");
        link("olink", "old");
        link("dangling", "target/made");
        link("escape", "../../../../../.." + temp);
        link("loop", "loop");
        fd = syscalls.open(root, Located.PLACE, 0);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    @AfterEach
    void close() {
        syscalls.close(fd);
        copier.close();
    }

    private Place place(String path) {
        return new Place(fd, "/" + path, path);
    }

    @ParameterizedTest
    @CsvSource({
        "file, target, target/file",
        "file, target/, target/file",
        "file, target/., target/file",
        "file, tlink, target/file",
        "file, missing, missing",
        "file, old, old",
        "file, olink, old",
        "file, dangling, target/made",
        "flink, target, target/flink",
        "dir, target, target/dir/a",
        "dir/, target, target/dir/a",
        "dir/., target, target/a",
        "dir, missing, missing/a",
        "dir, missing/, missing/a",
        "dir/., missing, missing/a",
        "dlink, target, target/dlink",
        "dlink/, target, target/dlink/a",
        "dlink/., target, target/a",
    })
    void goes(String from, String to, String made) {
        copier.copy(place(from), place(to), PLAIN);
        assertTrue(Files.exists(root.resolve(made), LinkOption.NOFOLLOW_LINKS), made);
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch, target, NOT_FOUND",
        "file/, target, INVALID",
        "file, no/such, NOT_FOUND",
        "file, missing/, NOT_FOUND",
        "dir, missing/., NOT_FOUND",
        "file, old/, INVALID",
        "file, old/x, INVALID",
        "dir, old, INVALID",
        "dir, dir/sub, INVALID",
        "., target, INVALID",
        "file, loop, KERNEL",
    })
    void isRefused(String from, String to, ErrorCode code) throws IOException {
        AtollException e = assertThrows(AtollException.class, () -> copier.copy(place(from), place(to), PLAIN));
        assertEquals(code, e.code(), e.getMessage());
        assertEquals("old", Files.readString(root.resolve("old")));
    }

    @Test
    void neitherReplacesTheOther() throws IOException {
        Files.createDirectory(root.resolve("target/file"));
        Files.writeString(root.resolve("target/dir"), "a file");
        assertThrows(AtollException.class, () -> copier.copy(place("file"), place("target"), PLAIN));
        assertThrows(AtollException.class, () -> copier.copy(place("dir"), place("target"), PLAIN));
        assertEquals("a file", Files.readString(root.resolve("target/dir")));
    }

    @Test
    void aLinkOfTheSameNameIsReplacedAndNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("target/file"), temp.resolve("secret"));
        copier.copy(place("file"), place("target"), PLAIN);
        assertEquals("outside", Files.readString(temp.resolve("secret")));
        assertTrue(Files.isRegularFile(root.resolve("target/file"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void nothingOutsideTheRootIsReached() {
        for (String path : List.of("escape/secret", "../secret", "dir/../../secret")) {
            assertThrows(AtollException.class, () -> copier.copy(place(path), place("target/x"), PLAIN));
            assertFalse(Files.exists(root.resolve("target/x")));
        }
        assertThrows(AtollException.class, () -> copier.copy(place("file"), place("escape/new"), PLAIN));
        assertFalse(Files.exists(temp.resolve("new")));
    }

    @Test
    void anArchiveOfATreeIsExtractedAgain() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        copier.archive(place("dir"), false, archive);
        copier.extract(new ByteArrayInputStream(archive.toByteArray()), place("tlink"), PLAIN);
        assertEquals("a", Files.readString(root.resolve("target/dir/a")));
        byte[] cut = java.util.Arrays.copyOf(archive.toByteArray(), 1500);
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(
                                AtollException.class,
                                () -> copier.extract(new ByteArrayInputStream(cut), place("target"), PLAIN))
                        .code());
        assertThrows(
                AtollException.class,
                () -> copier.extract(new ByteArrayInputStream(archive.toByteArray()), place("file"), PLAIN));
    }

    @Test
    void anInterruptedOneEndsAndLeavesNothingTemporary() throws IOException {
        Thread.currentThread().interrupt();
        AtollException e = assertThrows(AtollException.class, () -> copier.copy(place("dir"), place("target"), PLAIN));
        assertTrue(Thread.interrupted());
        assertEquals(ErrorCode.UNAVAILABLE, e.code());
        try (Stream<Path> left = Files.list(root.resolve("target"))) {
            assertEquals(List.of(), left.toList());
        }
    }
}
