package io.atoll.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherTest {
    @TempDir
    private Path folder;

    @Test
    void theServerStartsLast() {
        assertEquals(1, Bundles.level("org.apache.felix.configadmin"));
        assertEquals(2, Bundles.level("org.apache.felix.scr"));
        assertEquals(2, Bundles.level("org.osgi.util.promise"));
        assertEquals(3, Bundles.level("io.atoll.store"));
        assertEquals(3, Bundles.level("com.example.plugin"));
        assertEquals(Bundles.LAST_LEVEL, Bundles.level("io.atoll.cli"));
    }

    @Test
    void theTrainingRunHasTheSameOptionsButItsOwnFolders() {
        List<String> own = List.of(
                "/jdk/bin/java",
                "-XX:+UseSerialGC",
                "-XX:AOTCache=/old.aot",
                "-XX:SharedArchiveFile=/old.jsa",
                "-Datoll.home=/home",
                "-Datoll.root=/root",
                "-Datoll.run=/run",
                "-Datoll.archive=/a.aot",
                "-cp",
                "a.jar:b.jar",
                "io.atoll.launcher.Main");
        List<String> command = TrainingCommand.from(own, Path.of("/new"), Path.of("/work"));
        List<String> java = command.subList(command.indexOf("/jdk/bin/java"), command.size());
        assertEquals(
                List.of(
                        "-Datoll.train=true",
                        "-Datoll.root=/work/root",
                        "-Datoll.run=/work/run",
                        "-XX:+UseSerialGC",
                        "-Datoll.home=/home",
                        "-cp",
                        "a.jar:b.jar",
                        "io.atoll.launcher.Main"),
                java.subList(2, java.size()));
        assertTrue(java.get(1).endsWith("=/new"));
    }

    @Test
    void ownArguments() throws IOException {
        List<String> own = TrainingCommand.own();
        assertTrue(own.getFirst().endsWith("/bin/java"));
        assertFalse(own.getLast().isEmpty());
    }

    @Test
    void everythingIsBelowTheTwoFolders() {
        Map<String, String> settings =
                FrameworkSettings.of(new Main.Layout(Path.of("/h"), Path.of("/data"), Path.of("/run/x")));
        assertEquals("/run/x/felix-cache", settings.get("org.osgi.framework.storage"));
        assertEquals("/data/config", settings.get("felix.cm.dir"));
        assertEquals("/h", settings.get("atoll.home"));
    }

    @Test
    void foldersAreDeleted() throws IOException {
        Path work = folder.resolve("work");
        Files.createDirectories(work.resolve("a/b"));
        Files.writeString(work.resolve("a/b/c"), "x");
        Files.createSymbolicLink(work.resolve("link"), folder);
        Folders.delete(work);
        assertFalse(Files.exists(work));
        assertTrue(Files.exists(folder));
    }

    @Test
    void oldArchivesAreRemoved() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Path archive = Files.createFile(folder.resolve("25-" + i + ".aot"));
            Files.createFile(folder.resolve("25-" + i + ".aot.lock"));
            assertTrue(archive.toFile().setLastModified(1000L * 1000 * i));
        }
        Archive.removeOld(folder);
        assertEquals(
                List.of("25-3.aot", "25-3.aot.lock", "25-4.aot", "25-4.aot.lock", "25-5.aot", "25-5.aot.lock"),
                Stream.of(Objects.requireNonNull(folder.toFile().list()))
                        .sorted()
                        .toList());
    }

    /** As a process: it starts, notes a bundle it cannot start, and ends orderly on SIGTERM. */
    @Test
    void aProcess() throws IOException, InterruptedException {
        jar("good", "com.example.good", null);
        jar("bad", "com.example.bad", "com.example.missing");
        Process process = launch("-Datoll.home=" + folder);
        Path cache = folder.resolve("run/felix-cache");
        while (!Files.exists(cache.resolve("bundle2")) && process.isAlive()) {
            Thread.sleep(20);
        }
        Thread.sleep(500);
        process.destroy();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        String log = Files.readString(folder.resolve("log"));
        assertTrue(log.contains("Unable to resolve com.example.bad"), log);
        assertFalse(log.contains("good"), log);
        assertEquals(143, process.exitValue());
    }

    @Test
    void aStartThatFailsIsOneLine() throws IOException, InterruptedException {
        Process process = launch("-Dx=y");
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        assertEquals(
                List.of(
                        "atoll: engine cannot start: IllegalArgumentException: the property atoll.home is not set; the engine is"
                                + " started by the command 'atoll'"),
                Files.readAllLines(folder.resolve("log")));
    }

    private Process launch(String option) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--sun-misc-unsafe-memory-access=allow",
                        option,
                        "-Datoll.root=" + folder.resolve("root"),
                        "-Datoll.run=" + folder.resolve("run"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.atoll.launcher.Main")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void jar(String name, String symbolicName, @Nullable String imports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", symbolicName);
        if (imports != null) {
            attributes.putValue("Import-Package", imports);
        }
        Path bundles = Files.createDirectories(folder.resolve("bundles"));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(bundles.resolve(name + ".jar")), manifest)) {
            jar.putNextEntry(new ZipEntry("x"));
            jar.write("x".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
