package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.Syscalls;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upper directories that a real overlay made. */
class OverlayPackTest extends PackTest {
    private static final String LOWER = """
            mkdir -p dir/deep/er emptied replaced/x kept turned opaque/a; echo 1 > dir/file; echo 2 > dir/deep/er/file
            echo 3 > emptied/file; echo 4 > replaced/x/y; echo 5 > file; echo 6 > mode; echo 7 > linked; echo 8 > gone
            echo 9 > turned/file; echo 10 > todir; ln -s file link; mkfifo fifo; echo 11 > opaque/a/b; echo 12 > opaque/c
            mknod device c 1 5; echo 13 > kept/file; echo 14 > kept/other; echo 15 > renamed; chmod 755 .
            find . -print0 | xargs -0 touch -h -d @1000000000.25
            """;
    private static final String CHANGES = """
            rm gone dir/file link fifo device; rm -rf dir/deep; rm -rf opaque; mkdir opaque; echo new > opaque/c
            rm -rf emptied; mkdir emptied; rm -rf replaced; echo file > replaced; rm todir; mkdir -p todir/sub; echo s > todir/sub/f
            chmod 4750 mode; chown 5:6 file; ln linked linked2; mkdir hard; ln linked hard/er; mkfifo fifo2; mkfifo gone
            rm kept/other; mv renamed renamed2; mknod device2 c 1 7; rm -rf turned; ln -s dir turned; : > empty; chmod 700 kept
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
            touch -d @1100000000 . kept; touch -d @1200000000.125 dir
            """;

    @BeforeEach
    void needsRoot() {
        Requires.root();
    }

    /** Mounts trees, the first on top, and runs a script in them; the options are more of the mount's. */
    private String mounted(List<Path> lowers, String more, String script) {
        try {
            Path mountPoint = Files.createTempDirectory(temporary, "mnt");
            String lower = String.join(":", lowers.stream().map(Path::toString).toList());
            return Shell.run(
                    "unshare",
                    "-m",
                    "sh",
                    "-euc",
                    "umask 022; mount -t overlay -o \"lowerdir=$1$2\" overlay \"$3\"; cd \"$3\"\n" + script,
                    "sh",
                    lower,
                    more,
                    mountPoint.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Changes a lower tree through an overlay; the upper directory. */
    private Path upper(Path lower, String more, String script) {
        Path upper = tree("chmod 755 .");
        Path work = tree("");
        mounted(List.of(lower), ",upperdir=" + upper + ",workdir=" + work + more, script);
        return upper;
    }

    /** As {@link TreeSnapshot}, of a mount that only a namespace of its own sees. */
    private String list(Path... topFirst) {
        return mounted(List.of(topFirst), "", """
                find . -printf '%p %y %m %U:%G %T@ %l\\n' | sort; find . -type c -exec stat -c '%n %t:%T' {} + | sort
                find . -type f -print0 | sort -z | xargs -0 sha256sum
                for l in linked2 hard/er; do [ linked -ef $l ] && echo same; done
                """);
    }

    @Test
    @DisplayName(
            "W10 W11 W12 W13 what a container changed is what its layer changes: deletions, opaque directories, special files")
    void changesOfARealOverlay() throws IOException {
        Path lower = tree(LOWER);
        Path upper = upper(lower, "", CHANGES);
        byte[] archive = pack(upper, Source.OVERLAY);
        Path layer = extract(archive);
        // The socket cannot be in a layer.
        String expected = list(upper, lower)
                .lines()
                .filter(line -> !line.startsWith("./sock "))
                .reduce("", (a, b) -> a + b + "\n");
        assertEquals(expected, list(layer, lower));
        // Also where the layer below was packed and extracted itself.
        assertEquals(expected, list(layer, extract(pack(lower))));
        String names = tar(archive, "-t");
        for (String deleted : List.of(
                ".wh.gone",
                "dir/.wh.file",
                "dir/.wh.deep",
                ".wh.link",
                ".wh.fifo",
                ".wh.device",
                "kept/.wh.other",
                ".wh.renamed")) {
            boolean again = deleted.equals(".wh.gone");
            assertEquals(!again, names.lines().anyMatch(deleted::equals), deleted + " in " + names);
        }
        assertTrue(names.contains("opaque/.wh..wh..opq\n"), names);
        assertTrue(names.contains("emptied/.wh..wh..opq\n"), names);
        assertFalse(names.contains("sock"), names);
        assertFalse(names.contains(".wh.fifo2"), names);
        assertArrayEquals(archive, pack(layer, Source.OVERLAY));
    }

    @Test
    @DisplayName("W11 an emptied directory hides what was in it")
    void opaqueComesBeforeDeletionsAndDeletionsBeforeFiles() throws IOException {
        Path lower = tree("mkdir d; : > d/a; : > d/z; : > d/m");
        Path upper = upper(lower, "", "rm d/z d/m; : > d/b; touch -d @1 d .");
        assertEquals("./\nd/\nd/.wh.m\nd/.wh.z\nd/b\n", tar(pack(upper, Source.OVERLAY), "-t"));
        attribute(upper, "d", "trusted.overlay.opaque", 'y');
        assertEquals("./\nd/\nd/.wh..wh..opq\nd/.wh.m\nd/.wh.z\nd/b\n", tar(pack(upper, Source.OVERLAY), "-t"));
    }

    @Test
    void anOverlayWithoutPrivilegesHasOtherMarks() throws IOException {
        Path lower = tree("mkdir d e; : > d/a; : > e/a; : > f");
        Path upper = upper(lower, ",userxattr", "rm -r d; mkdir d; : > d/b; rm f e/a");
        assertEquals("./\n.wh.f\nd/\nd/.wh..wh..opq\nd/b\ne/\ne/.wh.a\n", tar(pack(upper, Source.OVERLAY), "-t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trusted", "user"})
    void deletionsAsAttributes(String space) throws IOException {
        Path upper = tree("mkdir d; : > d/gone; : > d/empty; echo x > d/full");
        attribute(upper, "d", space + ".overlay.opaque", 'x');
        attribute(upper, "d/gone", space + ".overlay.whiteout", 'y');
        assertEquals("./\nd/\nd/.wh.gone\nd/empty\nd/full\n", tar(pack(upper, Source.OVERLAY), "-t"));
    }

    @Test
    void marksSayNothingOfTheirOwn() {
        Path one = tree("mkdir d; mknod d/x c 0 0; ln d/x y; chown 3:4 d/x; touch -d @5 d .");
        Path other = tree("mkdir d; mknod d/x c 0 0; mknod y c 0 0; touch -d @5 d .");
        attribute(one, "d", "trusted.overlay.origin", 1, 2, 3);
        attribute(one, "d", "trusted.overlay.impure", 'y');
        attribute(one, ".", "trusted.overlay.uuid", 7);
        assertArrayEquals(pack(other, Source.OVERLAY), pack(one, Source.OVERLAY));
    }

    @Test
    void whatIsPartlyElsewhereIsRefused() {
        Path lower = tree("mkdir d; head -c 100000 /dev/zero > f");
        Path renamed = upper(lower, ",redirect_dir=on", "mv d e");
        AtollException e = assertFails(ErrorCode.UNSUPPORTED, () -> pack(renamed, Source.OVERLAY));
        assertTrue(Objects.toString(e.getMessage()).contains("redirect_dir=off"), e.getMessage());
        Path metacopy = upper(lower, ",redirect_dir=on,metacopy=on", "chmod 700 f");
        assertFails(ErrorCode.UNSUPPORTED, () -> pack(metacopy, Source.OVERLAY));
    }

    @ParameterizedTest
    @ValueSource(strings = {": > .wh.x", "mknod .wh.x c 0 0", "mkdir d; : > d/.wh..wh..opq"})
    void namesThatLookLikeDeletionsAreRefused(String script) {
        Path upper = tree(script);
        AtollException e = assertFails(ErrorCode.INVALID, () -> pack(upper, Source.OVERLAY));
        assertTrue(Objects.toString(e.getMessage()).contains("'.wh.'"), e.getMessage());
    }

    @Test
    void aDeviceThatIsNoDeletion() throws IOException {
        Path upper = tree("mknod b b 0 0; mknod c c 0 1; mkfifo p");
        assertEquals(
                Syscalls.S_IFBLK,
                syscalls.statat(Syscalls.AT_FDCWD, bytes(extract(pack(upper, Source.OVERLAY)) + "/b"))
                                .mode()
                        & Syscalls.S_IFMT);
        assertEquals("./\nb\nc\np\n", tar(pack(upper, Source.OVERLAY), "-t"));
    }
}
