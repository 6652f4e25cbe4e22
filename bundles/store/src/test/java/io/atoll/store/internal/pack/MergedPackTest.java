package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.layer.UnpackReport;
import io.atoll.testing.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several directories as one archive: what a real overlay shows of them. */
class MergedPackTest extends MountedOverlayTest {
    /** Comes first, and is more than is buffered. */
    private static final String LARGE = "head -c 1000000 /dev/urandom > 0;";

    private byte[] merged(Path... topFirst) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        UnpackReport report = new MergedPacking(syscalls, List.of(topFirst), archive).run();
        assertEquals(List.of(), report.omissions());
        return archive.toByteArray();
    }

    private static String withoutSocket(String list) {
        return list.lines().filter(line -> !line.startsWith("./sock ")).reduce("", (a, b) -> a + b + "\n");
    }

    @Test
    @DisplayName("a container's root is what its mount shows: deletions, opaque directories, special files, hard links")
    void whatAMountShows() throws IOException {
        Path lower = tree(LOWER);
        Path upper = upper(lower, "", CHANGES);
        byte[] archive = merged(upper, lower);
        Path extracted = extract(archive);
        assertEquals(withoutSocket(list(upper, lower)), list(extracted, tree("")));
        assertArrayEquals(pack(extracted), archive);
    }

    @Test
    @DisplayName(
            "what a layer in the middle deletes, replaces and hides does not show, and a layer above may make it again")
    void manyLayers() throws IOException {
        Path bottom = tree("mkdir -p a/b/c d/e f; echo 1 > a/b/c/file; echo 2 > d/e/file; echo 3 > f/file; echo 4 > g");
        Path middle =
                upper(bottom, "", "rm -r a f g; rm -r d/e; mkdir d/e; echo 5 > d/e/other; mkdir g; echo 6 > g/file");
        Path above = tree("mkdir -p a/b f g/h d/e; echo 7 > a/new; echo 8 > f/again; echo 9 > d/e/file; ln -s g link");
        Path top = tree("mkdir a; mknod a/new c 0 0; mknod g c 0 0; chmod 700 .");
        Path extracted = extract(merged(top, above, middle, bottom));
        assertEquals(list(top, above, middle, bottom), list(extracted, tree("")));
        assertTrue(Files.exists(extracted.resolve("d/e/other")));
        assertFalse(Files.exists(extracted.resolve("g")));
    }

    @Test
    @DisplayName("one of everything, in one directory: the same bytes as of the tree")
    void oneDirectory() throws IOException {
        Path tree = tree(Everything.SCRIPT);
        Everything.attributes(this, tree);
        assertArrayEquals(pack(tree), merged(tree));
        // Below an empty one whose root is like its own.
        Path empty = tree("touch -r " + tree + " .; chmod --reference=" + tree + " .");
        assertArrayEquals(pack(tree), merged(empty, tree));
    }

    @Test
    void deeperThanAPathCanBe() throws IOException {
        Path tree = tree("python3 -c '\nimport os\nfor i in range(30): os.mkdir(\"d\" * 200); os.chdir(\"d\" * 200)'");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        UnpackReport report = new MergedPacking(syscalls, List.of(tree), archive).run();
        assertEquals(1, report.omitted());
        assertTrue(report.omissions().getFirst().what().contains("longer than 4095"), report.toString());
        Shell.run("rm", "-rf", tree.toString());
    }

    @Test
    @DisplayName("a symbolic link that takes a directory's place meanwhile leads nowhere")
    void nothingIsFollowed() throws IOException {
        Path outside = tree("echo secret > file");
        Path tree = tree(LARGE + "mkdir a b; echo 1 > a/1; echo 2 > b/2");
        Path lower = tree("mkdir b; echo 3 > b/3");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        String swap = "rm -r $1/b; ln -s " + outside + " $1/b";
        OutputStream swapping = once(archive, 1, swap, tree);
        var unused = new MergedPacking(syscalls, List.of(tree, lower), swapping).run();
        assertFalse(tar(archive.toByteArray(), "-t").contains("b/"), tar(archive.toByteArray(), "-t"));
        assertFalse(
                archive.toString(java.nio.charset.StandardCharsets.ISO_8859_1).contains("secret"));
    }

    @Test
    @DisplayName("what a container writes while its root is read is in it as long as it was; a removed one is an error")
    void changesMeanwhile() throws IOException {
        Path tree = tree(
                "head -c 1000000 /dev/urandom > shrinks; cp shrinks grows; echo x > vanishes; mkdir z; echo y > z/vanishes");
        String change =
                "rm -r $1/vanishes $1/z; head -c 1000000 /dev/zero >> $1/grows; head -c 1000000 /dev/urandom > $1/shrinks; truncate -s 5 $1/shrinks";
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        UnpackReport report = new MergedPacking(syscalls, List.of(tree), once(archive, 1, change, tree)).run();
        assertEquals(0, report.omitted(), "grows and shrinks were listed, not read yet");
        assertEquals("./\ngrows\nshrinks\n", tar(archive.toByteArray(), "-t"));

        Path other = tree("head -c 1000000 /dev/urandom > shrinks");
        archive.reset();
        report = new MergedPacking(syscalls, List.of(other), once(archive, 2, "truncate -s 0 $1/shrinks", other)).run();
        assertEquals(1, report.omitted());
        assertEquals("shrinks", report.omissions().getFirst().path());
        assertEquals(1000000, Files.size(extract(archive.toByteArray()).resolve("shrinks")));

        Path removed = tree(LARGE + "echo 1 > a; echo 2 > b");
        assertFails(
                ErrorCode.CONFLICT,
                () -> new MergedPacking(
                                syscalls, List.of(removed), once(new ByteArrayOutputStream(), 1, "rm -r $1", removed))
                        .run());
    }

    /** Does something before something is written for the nth time. */
    private static OutputStream once(OutputStream to, int nth, String script, Path tree) {
        return new OutputStream() {
            private int count;

            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (++count == nth) {
                    Shell.run("sh", "-ec", script, "sh", tree.toString());
                }
                to.write(bytes, offset, length);
            }
        };
    }
}
