package io.atoll.store.internal.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
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
    private final Locks locks;
    private final Disk disk;
    private final AtomicLong counter = new AtomicLong();
    private @Nullable Path own;
    private Locks.@Nullable Held ownLock;

    public TempSpace(Path directory, Locks locks, Disk disk) {
        this.directory = directory;
        this.locks = locks;
        this.disk = disk;
    }

    /** A path where nothing is yet. */
    public Path next(String kind) throws IOException {
        return own().resolve(kind + "-" + counter.incrementAndGet());
    }

    /** Removes what dead engines left. */
    public long sweep() throws IOException {
        // With the lock: between making and locking its directory, another engine's would look dead.
        return Files.isDirectory(directory) ? locks.exclusive(LOCK, this::sweepLocked) : 0;
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
        var unused = sweepLocked();
        Path path = directory.resolve(UUID.randomUUID().toString());
        disk.createDirectory(path);
        ownLock = locks.tryDirectory(path).orElseThrow();
        return path;
    }

    private long sweepLocked() throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                bytes += sweep(entry);
            }
        }
        return bytes;
    }

    private long sweep(Path entry) throws IOException {
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return disk.deleteTree(entry);
        }
        Locks.Held dead = locks.tryDirectory(entry).orElse(null);
        if (dead == null) {
            return 0;
        }
        try {
            return disk.deleteTree(entry);
        } finally {
            dead.close();
        }
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
