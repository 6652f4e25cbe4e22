package io.atoll.store.internal.disk;

import io.atoll.api.posix.KernelException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names for files being written, in the store's own file system so that they can be renamed into place.
 *
 * <p>Every engine has a directory of its own, which it holds locked for as long as it lives. A directory that is not locked was left by
 * one that is dead and is swept by the next one that writes, or by garbage collection.
 */
public final class TempSpace implements AutoCloseable {
    private static final String LOCK = "temp";

    private final Path directory;
    private final String prefix;
    private final Locks locks;
    private final Disk disk;
    private final AtomicLong counter = new AtomicLong();
    private @Nullable Path own;
    private Locks.@Nullable Held ownLock;

    /** In a directory that is for nothing else. */
    public TempSpace(Path directory, Locks locks, Disk disk) {
        this(directory, "", locks, disk);
    }

    /**
     * In a directory that has other things too.
     *
     * @param prefix what the names of engines' directories begin with; whatever else is there is let alone
     */
    public TempSpace(Path directory, String prefix, Locks locks, Disk disk) {
        this.directory = directory;
        this.prefix = prefix;
        this.locks = locks;
        this.disk = disk;
    }

    /** Makes an empty directory, for {@link #remove} when it is empty again. */
    public Path newDirectory(String kind) throws IOException {
        Path made = next(kind);
        disk.createDirectory(made);
        return made;
    }

    public void remove(Path emptyDirectory) throws IOException {
        disk.delete(emptyDirectory);
    }

    /** A path where nothing is yet. */
    public Path next(String kind) throws IOException {
        return own().resolve(kind + "-" + counter.incrementAndGet());
    }

    public Path directory() {
        return directory;
    }

    /** Everything in the directory, and whether an engine that lives is using it. */
    public List<Entry> entries() throws IOException {
        return Files.isDirectory(directory) ? locks.exclusive(LOCK, this::list) : List.of();
    }

    /** When the other engines that are using it began to, the earliest; in milliseconds since the epoch. */
    public OptionalLong othersSince() throws IOException {
        Path mine;
        synchronized (this) {
            mine = own;
        }
        return entries().stream()
                .filter(entry -> entry.inUse() && !entry.path().equals(mine))
                .mapToLong(entry -> since(entry.path()))
                .min();
    }

    /** Its name says so: not every file system knows when a directory was made. */
    private long since(Path entry) {
        String name = String.valueOf(entry.getFileName()).substring(prefix.length());
        int end = name.indexOf('-');
        try {
            return end > 0 ? Long.parseLong(name.substring(0, end)) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Something temporary. */
    public record Entry(Path path, boolean inUse) {}

    /**
     * Removes what dead engines left.
     *
     * @param before told of each before it is removed
     */
    public void sweep(Consumer<Path> before) throws IOException {
        // With the lock: between making and locking its directory, another engine's would look dead.
        if (Files.isDirectory(directory)) {
            boolean unused = locks.exclusive(LOCK, () -> sweepLocked(before));
        }
    }

    private synchronized Path own() throws IOException {
        Path path = own;
        if (path == null) {
            disk.createDirectories(directory);
            path = locks.exclusive(LOCK, this::makeOwn);
            own = path;
        }
        return path;
    }

    private Path makeOwn() throws IOException {
        boolean unused = sweepLocked(path -> {});
        Path path = directory.resolve(prefix + System.currentTimeMillis() + "-" + UUID.randomUUID());
        disk.createDirectory(path);
        ownLock = locks.tryDirectory(path).orElseThrow();
        return path;
    }

    private List<Entry> list() throws IOException {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> String.valueOf(entry.getFileName()).startsWith(prefix))) {
            for (Path entry : entries) {
                try {
                    found.add(new Entry(entry, isInUse(entry)));
                } catch (KernelException e) {
                    if (e.errno() != KernelException.ENOENT) {
                        throw e;
                    }
                    // Its engine has ended in this moment.
                }
            }
        }
        return found;
    }

    /** The lock is given back at once: nobody else can take it, engines lock only what they made themselves, under this space's own lock. */
    private boolean isInUse(Path entry) {
        if (!isDirectory(entry)) {
            return false;
        }
        Optional<Locks.Held> dead = locks.tryDirectory(entry);
        dead.ifPresent(Locks.Held::close);
        return dead.isEmpty();
    }

    private boolean sweepLocked(Consumer<Path> before) throws IOException {
        boolean some = false;
        for (Entry entry : list()) {
            if (!entry.inUse()) {
                before.accept(entry.path());
                disk.deleteTree(entry.path());
                some = true;
            }
        }
        return some;
    }

    private static boolean isDirectory(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public synchronized void close() {
        Locks.Held held = ownLock;
        Path path = own;
        own = null;
        ownLock = null;
        if (path != null && held != null) {
            try {
                disk.deleteTree(path);
            } catch (IOException e) {
                // The next engine sweeps it.
            }
            held.close();
        }
    }
}
