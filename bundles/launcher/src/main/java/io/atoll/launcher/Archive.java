package io.atoll.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * The archive of loaded classes (JDK 25: AOT cache, before: AppCDS) that halves the time of a start. Where {@code atoll.archive} names
 * a file that does not exist, a second JVM of the same command line is trained in the background, at the lowest priority, once this one
 * is idle. Without an archive everything works, only the start is slower.
 */
final class Archive implements Runnable {
    private static final long MINUTES = 5;
    private static final int KEPT = 3;

    /** More to idle than the warm-up needs: a user who goes on working is not slowed down at once. */
    private static final Duration WAIT = Duration.ofMillis(1500);

    private final Main.Layout layout;
    private final @Nullable Path file;
    private volatile @Nullable Process training;
    private volatile boolean abandoned;

    private Archive(Main.Layout layout, @Nullable Path file) {
        this.layout = layout;
        this.file = file;
    }

    static Archive of(Main.Layout layout) {
        String name = System.getProperty("atoll.archive");
        boolean wanted = name != null && !name.isEmpty() && !Boolean.getBoolean("atoll.train");
        return new Archive(layout, wanted ? Path.of(name).toAbsolutePath() : null);
    }

    /** Registers the work for the command server to call when there is time for it. */
    void offer(BundleContext framework) {
        if (file == null || Files.exists(file)) {
            return;
        }
        Map<String, Object> properties = Map.of("atoll.idle.task", "class archive", "service.ranking", -1000);
        framework.registerService(Runnable.class, this, FrameworkUtil.asDictionary(properties));
    }

    /** The engine ends: a half-made archive is of no use to anybody. */
    void abandon() {
        abandoned = true;
        Process process = training;
        if (process != null) {
            // JDK 25 assembles the cache in a JVM that the trained one starts.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Returns at once: the training takes seconds, and the engine has other things to do when idle. */
    @Override
    public void run() {
        if (file != null) {
            Thread.ofPlatform().name("atoll-archive").daemon().start(() -> make(file));
        }
    }

    private void make(Path target) {
        try {
            Thread.sleep(WAIT);
            Path folder = target.resolveSibling(".").normalize();
            Files.createDirectories(folder);
            Path lock = target.resolveSibling(target.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.tryLock()) {
                if (held != null && !Files.exists(target)) {
                    train(target, folder);
                }
            }
        } catch (IOException | RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void train(Path target, Path folder) throws IOException, InterruptedException {
        sweep(target);
        Path work = Files.createTempDirectory(
                layout.run(),
                "train-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = target.resolveSibling(target.getFileName() + ".new");
        try {
            List<String> command = TrainingCommand.from(TrainingCommand.own(), made, work);
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("log").toFile())
                    .start();
            training = process;
            boolean ended = !abandoned && process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            if (abandoned) {
                return;
            }
            if (!ended || process.exitValue() != 0 || !Files.exists(made)) {
                failed("the training run %s:%n%s"
                        .formatted(
                                ended ? "ended with " + process.exitValue() : "took too long",
                                Files.readString(work.resolve("log"))));
                return;
            }
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
            removeOld(folder);
        } finally {
            Files.deleteIfExists(made);
            Folders.delete(work);
        }
    }

    /** What a run that was killed left. The lock is held: nobody is at work. */
    private void sweep(Path target) throws IOException {
        Files.deleteIfExists(target.resolveSibling(target.getFileName() + ".new"));
        Files.deleteIfExists(target.resolveSibling(target.getFileName() + ".new.config")); // JDK 25's recording
        try (DirectoryStream<Path> old = Files.newDirectoryStream(layout.run(), "train-*")) {
            for (Path folder : old) {
                Folders.delete(folder);
            }
        }
    }

    /** Each version of Atoll and of the JDK has its own archive; those that nobody uses any more are among the oldest. */
    static void removeOld(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(file -> file.toString().matches(".*\\.(aot|jsa)"))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .skip(KEPT)
                    .toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".lock"));
            }
        }
    }

    private static void failed(String why) {
        System.err.println("atoll: no class archive, starts stay slow: " + why);
    }
}
