package io.atoll.seccomp.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeccompComponentTest {
    private static final Set<String> CAPABILITIES = Set.of("CAP_CHOWN", "CAP_KILL");

    @TempDir
    private Path root = Path.of("");

    @BeforeAll
    static void isInstalled() {
        assumeTrue(LibSeccompTest.isInstalled(), "needs libseccomp2");
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(root.resolve("cache/seccomp"))) {
            return files.toList();
        }
    }

    @Test
    void keepsFilters() throws IOException {
        long start = System.nanoTime();
        byte[] filter = new SeccompComponent(root.toString()).compileDefault(CAPABILITIES);
        long compiled = System.nanoTime();
        assertEquals(1, files().size());
        SeccompComponent second = new SeccompComponent(root.toString());
        long before = System.nanoTime();
        assertArrayEquals(filter, second.compileDefault(CAPABILITIES));
        long read = System.nanoTime();
        byte[] mine = second.compileDefault(CAPABILITIES);
        long hit = System.nanoTime();
        System.out.printf(
                "measured: compile %d us, from disk %d us, from memory %d us%n",
                (compiled - start) / 1000, (read - before) / 1000, (hit - read) / 1000);
        mine[0] = 99;
        assertArrayEquals(filter, second.compileDefault(new TreeSet<>(CAPABILITIES)), "nobody can change what is kept");
        assertNotEquals(filter.length, second.compileDefault(Set.of("CAP_SYS_ADMIN")).length);
        assertEquals(2, files().size());
    }

    @Test
    void takesNoDamagedFile() throws IOException {
        byte[] filter = new SeccompComponent(root.toString()).compileDefault(CAPABILITIES);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[100] ^= 1;
        for (byte[] damaged :
                List.of(new byte[0], flipped, java.util.Arrays.copyOf(whole, whole.length - 8), new byte[1 << 20])) {
            Files.write(file, damaged);
            assertArrayEquals(filter, new SeccompComponent(root.toString()).compileDefault(CAPABILITIES));
            assertArrayEquals(whole, Files.readAllBytes(file), "and repairs it");
        }
    }

    @Test
    void worksWithoutADisk() throws IOException {
        Files.writeString(root.resolve("cache"), "not a directory");
        assertTrue(new SeccompComponent(root.toString()).compileDefault(CAPABILITIES).length > 0);
        assertTrue(new SeccompComponent((String) null).compileDefault(CAPABILITIES).length > 0);
    }

    @Test
    void theKeyIsOfEverything() {
        Machine machine = new Machine("amd64", "6.1.0", "lib 1");
        byte[] profile = {1};
        var capabilities = new TreeSet<>(CAPABILITIES);
        Set<String> keys = Set.of(
                FilterKey.of(profile, capabilities, machine),
                FilterKey.of(new byte[] {2}, capabilities, machine),
                FilterKey.of(profile, new TreeSet<>(), machine),
                FilterKey.of(profile, capabilities, new Machine("arm64", "6.1.0", "lib 1")),
                FilterKey.of(profile, capabilities, new Machine("amd64", "6.2.0", "lib 1")),
                FilterKey.of(profile, capabilities, new Machine("amd64", "6.1.0", "lib 2")));
        assertEquals(6, keys.size());
    }

    /** In a JVM of its own, which tells what it loads. */
    @Test
    void loadsNoLibraryForWhatItHas() throws IOException, InterruptedException {
        assertTrue(loaded().contains("com.sun.jna"), "the first compiles");
        String second = loaded();
        assertTrue(second.contains("io.atoll.seccomp.internal.FilterCache"));
        assertFalse(second.contains("com.sun.jna") || second.contains("com.fasterxml"));
    }

    private String loaded() throws IOException, InterruptedException {
        Path log = root.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:class+load:file=" + log,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneCompilation.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("out").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> root.toString());
        System.out.print("measured: " + Files.readString(root.resolve("out")));
        return Files.readString(log);
    }

    /** Asks for the default filter, and says how long it took. */
    static final class OneCompilation {
        private OneCompilation() {}

        public static void main(String[] args) {
            long start = System.nanoTime();
            int length = new SeccompComponent(args[0]).compileDefault(CAPABILITIES).length;
            System.out.printf("new JVM: %d bytes in %d us%n", length, (System.nanoTime() - start) / 1000);
        }
    }
}
