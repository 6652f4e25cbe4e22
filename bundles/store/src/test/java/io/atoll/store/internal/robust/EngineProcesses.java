package io.atoll.store.internal.robust;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Starts {@link Engine}s, quickly, because tests need hundreds: from one jar, with a class data archive of the first one. */
final class EngineProcesses {
    private final Path archive;
    private final String classPath;

    /** @param scratch an empty directory */
    EngineProcesses(Path scratch) throws IOException, InterruptedException {
        archive = scratch.resolve("classes.jsa");
        classPath = classPath(scratch.resolve("classes.jar"));
        Process first =
                start(List.of(), List.of("-XX:ArchiveClassesAtExit=" + archive), scratch.resolve("store"), "phases");
        journal(first);
        ended(first, 0);
    }

    /** Starts one; its output is a journal. */
    Process start(Path root, String... arguments) throws IOException {
        // Without the archive, for whatever reason, it only starts more slowly.
        return start(List.of(), quickly(), root, arguments);
    }

    /** The same in namespaces of its own, where its process identifier is another, and others have the one it has here. */
    Process startElsewhere(Path root, String... arguments) throws IOException {
        return start(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"), quickly(), root, arguments);
    }

    private List<String> quickly() {
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
    }

    private Process start(List<String> before, List<String> options, Path root, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                // Whatever the virtual machine thinks of the archive must not get into the journal.
                "-Xlog:disable",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Engine.class.getName(), root.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Everything it says until it ends. A last line that is cut short is none. */
    static List<String> journal(Process engine) throws IOException {
        String text = new String(engine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Fails unless it ends so, soon. */
    static void ended(Process engine, int status) throws InterruptedException {
        ended(engine, status, "an engine");
    }

    /** @param what it is, for the message */
    static void ended(Process engine, int status, String what) throws InterruptedException {
        boolean ended = engine.waitFor(1, TimeUnit.MINUTES);
        engine.destroyForcibly().waitFor();
        if (!ended || engine.exitValue() != status) {
            throw new AssertionError("%s ended with %d, not %d".formatted(what, engine.exitValue(), status));
        }
    }

    /** Class data archives want jars. */
    private static String classPath(Path jar) throws IOException {
        StringBuilder path = new StringBuilder(jar.toString());
        Set<String> names = new HashSet<>();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String element : System.getProperty("java.class.path").split(":+")) {
                if (Files.isDirectory(Path.of(element))) {
                    pack(Path.of(element), zip, names);
                } else {
                    path.append(':').append(element);
                }
            }
        }
        return path.toString();
    }

    /** @param names those that are packed: the first of several has its class */
    private static void pack(Path directory, ZipOutputStream zip, Set<String> names) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                    .filter(file -> names.add(directory.relativize(file).toString()))
                    .forEach(file -> pack(directory.relativize(file).toString(), file, zip));
        }
    }

    private static void pack(String name, Path file, ZipOutputStream zip) {
        try {
            zip.putNextEntry(new ZipEntry(name));
            Files.copy(file, (OutputStream) zip);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
