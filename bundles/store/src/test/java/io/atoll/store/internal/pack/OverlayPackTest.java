package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upper directories that a real overlay made. */
class OverlayPackTest extends MountedOverlayTest {
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
