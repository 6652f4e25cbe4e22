package io.atoll.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.json.OciJson;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarReader;
import io.atoll.testing.TarBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays what is kept: real documents, hostile ones, and every input that once broke something. */
class SeedsTest {
    /** A loop that does not end fails the build instead of stopping it. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private static final int BENEATH = Syscalls.RESOLVE_BENEATH;

    @ParameterizedTest
    @EnumSource
    void seedsAreReadOrRefused(Target target) throws IOException {
        List<Path> inputs = target.inputs();
        assertFalse(inputs.isEmpty(), "no seeds in " + target.seeds());
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            run(target, data, input.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TAR", "LAYER"})
    void hostileArchivesAreReadOrRefused(Target target) {
        HostileArchives.all().forEach((name, archive) -> run(target, archive, name));
    }

    /** That refusing the hostile does not refuse the real. */
    @ParameterizedTest
    @EnumSource(names = {"LAYER", "ARCHIVE", "INDEX", "MANIFEST", "CONFIG"})
    void whatToolsWroteIsRead(Target target) throws IOException {
        int seen = 0;
        for (Path input : target.inputs()) {
            if (!String.valueOf(input.getFileName()).startsWith("real-")) {
                continue;
            }
            seen++;
            byte[] data = Files.readAllBytes(input);
            switch (target) {
                case LAYER -> assertTrue(LayerFuzz.extract(data).contains("/file 100000 "), () -> "no file: " + input);
                case ARCHIVE -> assertFalse(ArchiveFuzz.images(data).isEmpty(), () -> "no image: " + input);
                case INDEX ->
                    assertFalse(
                            OciJson.index(data, input.toString()).manifests().isEmpty());
                case MANIFEST ->
                    assertFalse(OciJson.manifest(data, input.toString())
                            .config()
                            .mediaType()
                            .isEmpty());
                default ->
                    assertEquals(
                            "linux",
                            OciJson.config(data, input.toString()).platform().os());
            }
        }
        assertTrue(seen > 3, "too few seeds");
    }

    /** A few kilobytes of gzip that would become a list of millions of numbers: refused before all of it is read. */
    @Test
    void mapsOfSparseFilesAreBounded() {
        byte[] archive = new byte[20_000 * Archives.BLOCK];
        Arrays.fill(archive, (byte) '0');
        for (int at = Archives.BLOCK; at < archive.length; at += Archives.BLOCK) {
            archive[at + 504] = 1;
        }
        byte[] header = Archives.header('S', "sparse", 0);
        header[482] = 1;
        System.arraycopy(Archives.repaired(header), 0, archive, 0, Archives.BLOCK);
        ByteArrayInputStream in = new ByteArrayInputStream(archive);
        assertThrows(TarException.class, new TarReader(in)::next);
        assertTrue(in.available() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.+5", "1.-5", "1.5x", "+", "-9223372036854775808.5", "9223372036854775808", "1e9"})
    void whatIsNoTimeIsRefused(String time) {
        byte[] archive = new TarBuilder().pax("mtime", time).file("f", "").build();
        assertThrows(TarException.class, new TarReader(new ByteArrayInputStream(archive))::next);
    }

    /** That a fault would be seen: what a careless extraction asks for is an error of the test's file system. */
    @Test
    void theFileSystemIsStrict() {
        MemoryFileSystem files = new MemoryFileSystem(10);
        int tree = files.open(MemoryFileSystem.TREE, 0, 0);
        byte[] name = {'a'};
        files.symlinkat("/etc".getBytes(US_ASCII), tree, name);
        assertThrows(AssertionError.class, () -> files.open(Path.of("/etc"), 0, 0));
        assertThrows(AssertionError.class, () -> files.mkdirat(tree, "..".getBytes(US_ASCII), 0));
        assertThrows(AssertionError.class, () -> files.mkdirat(tree, "a/b".getBytes(US_ASCII), 0));
        assertThrows(AssertionError.class, () -> files.mkdirat(tree, new byte[] {'a', 0}, 0));
        assertThrows(AssertionError.class, () -> files.openat(tree, name, 0, 0));
        assertThrows(AssertionError.class, () -> files.openat2(tree, name, 0, 0, 0));
        assertThrows(AssertionError.class, () -> files.openat2(tree, "/etc".getBytes(US_ASCII), 0, 0, BENEATH));
        assertThrows(AssertionError.class, () -> files.fchmodat(tree, name, 0));
        assertThrows(AssertionError.class, files::checkClosed);
        // Within the tree /etc is the tree's own, which is not there.
        KernelException e =
                assertThrows(KernelException.class, () -> files.openat2(tree, name, 0, 0, Syscalls.RESOLVE_IN_ROOT));
        assertEquals(KernelException.ENOENT, e.errno());
        int file = files.openat(tree, new byte[] {'f'}, Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW, 0);
        assertThrows(AssertionError.class, () -> files.write(file, new byte[11], 0, 11));
        files.close(file);
        assertThrows(AssertionError.class, () -> files.close(file));
        files.close(tree);
        files.checkClosed();
    }

    private static void run(Target target, byte[] data, String what) {
        assertTimeoutPreemptively(MOST, () -> target.run(data), () -> "reading " + what);
    }
}
