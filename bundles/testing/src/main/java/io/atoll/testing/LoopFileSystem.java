package io.atoll.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ext4 file system of its own, with a journal, in a file in memory. What is in the file is what a disk would hold: what programs
 * have written but nobody has synced is not, so a copy of the file is the disk after a power cut.
 *
 * <p>Needs root and loop devices, see {@link Requires#loopDevices}. Unmounted when it is closed, when the virtual machine exits, and, where that was
 * killed, by the next test that makes one.
 */
public final class LoopFileSystem implements AutoCloseable {
    /**
     * For file systems whose power is cut: nothing is written by itself for five minutes, data of files is written in any order, and renaming one file over
     * another does not make it durable. What POSIX promises, and no more.
     */
    public static final String HOSTILE = "commit=300,data=writeback,noauto_da_alloc";

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "atoll-loop-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\d+");
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Path directory;
    private final String options;
    private final Thread hook = new Thread(this::unmount);
    private boolean closed;

    private LoopFileSystem(Path directory, String options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Makes and mounts an empty one.
     *
     * @param mebibytes at least 32; 8 are the journal
     * @param options of mount, for example {@link #HOSTILE} or {@code rw}
     */
    public static LoopFileSystem ext4(int mebibytes, String options) {
        unmountLeft();
        LoopFileSystem made = make(options);
        try {
            made.format(mebibytes);
            made.mount();
            return made;
        } catch (AssertionError e) {
            made.unmount();
            throw e;
        }
    }

    private void format(int mebibytes) {
        Shell.run("truncate", "-s", mebibytes + "M", backing().toString());
        Shell.run(
                "mkfs.ext4",
                "-q",
                "-F",
                "-m0",
                "-Jsize=8",
                "-Elazy_itable_init=0,lazy_journal_init=0",
                backing().toString());
    }

    /** What would be left if the power failed now: a copy of the disk, mounted. This one goes on. */
    public LoopFileSystem cutPower() {
        LoopFileSystem copy = make(options);
        try {
            do {
                Files.copy(backing(), copy.backing(), StandardCopyOption.REPLACE_EXISTING);
                // If the kernel wrote something meanwhile, the copy is of no one moment.
            } while (Files.mismatch(backing(), copy.backing()) >= 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy.mount();
        return copy;
    }

    private static LoopFileSystem make(String options) {
        Path directory = MEMORY.resolve(PREFIX + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet());
        LoopFileSystem made = new LoopFileSystem(directory, options);
        try {
            Files.createDirectories(made.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    private Path backing() {
        return directory.resolve("disk");
    }

    /** Where it is mounted. */
    public Path path() {
        return directory.resolve("mount");
    }

    private void mount() {
        // The kernel gives the loop device back when the file system is unmounted.
        Shell.run("mount", "-t", "ext4", "-o", "loop," + options, backing().toString(), path().toString());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Unmounts it, and forgets what it held. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Runtime.getRuntime().removeShutdownHook(hook);
            unmount();
        }
    }

    private void unmount() {
        unmount(directory);
    }

    private static void unmount(Path directory) {
        Path mount = directory.resolve("mount");
        try {
            if (isMounted(mount)) {
                // Lazily: after a failure something may still be open.
                Shell.run("umount", "-l", mount.toString());
            }
            Files.deleteIfExists(directory.resolve("disk"));
            Files.deleteIfExists(mount);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMounted(Path mount) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .anyMatch(line -> line.split(" ")[1].equals(mount.toString()));
    }

    /** What tests mounted that are dead. */
    private static void unmountLeft() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(MEMORY, PREFIX + "*")) {
            for (Path left : all) {
                Matcher name = NAME.matcher(left.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    unmount(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
