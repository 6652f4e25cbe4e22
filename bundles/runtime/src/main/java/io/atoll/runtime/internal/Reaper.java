package io.atoll.runtime.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that containers ended: their parents say so by a file in one directory. Now and then it looks whether a running container's
 * process is still there, for a parent that was killed says nothing.
 */
final class Reaper implements AutoCloseable {
    private static final long LOOK_SECONDS = 5;
    private static final long IDLE_LOOK_SECONDS = 60;

    private final Directories directories;
    private final Containers containers;
    private final Consumer<ContainerEntry> ended;
    private @Nullable WatchService watch;
    private volatile boolean closed;

    /** @param ended told of each container that has ended, perhaps more than once */
    Reaper(Directories directories, Containers containers, Consumer<ContainerEntry> ended) {
        this.directories = directories;
        this.containers = containers;
        this.ended = ended;
    }

    void start() {
        Thread thread = new Thread(this::run, "atoll-reaper");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (WatchService service = directories.exits().getFileSystem().newWatchService()) {
            synchronized (this) {
                watch = service;
            }
            directories.exits().register(service, StandardWatchEventKinds.ENTRY_CREATE);
            while (!closed) {
                scan();
                WatchKey key = service.poll(anyRunning() ? LOOK_SECONDS : IDLE_LOOK_SECONDS, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // The end.
        } catch (IOException e) {
            System.getLogger(Reaper.class.getName())
                    .log(
                            System.Logger.Level.ERROR,
                            "cannot watch " + directories.exits() + ": ends are noticed late",
                            e);
        }
    }

    private boolean anyRunning() {
        return containers.all().stream().anyMatch(ContainerEntry::isRunning);
    }

    private void scan() throws IOException {
        Instant now = Instant.now();
        for (ContainerEntry entry : containers.all()) {
            if (entry.refresh(now).hasEnded()) {
                guarded(entry);
            }
        }
        try (DirectoryStream<Path> notices = Files.newDirectoryStream(directories.exits())) {
            for (Path notice : notices) {
                Files.deleteIfExists(notice);
            }
        }
    }

    private void guarded(ContainerEntry entry) {
        try {
            ended.accept(entry);
        } catch (RuntimeException e) {
            System.getLogger(Reaper.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "after the end of container " + entry.config().name(),
                            e);
        }
    }

    @Override
    public void close() {
        closed = true;
        WatchService service;
        synchronized (this) {
            service = watch;
        }
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                // Nothing is lost: it only watched.
            }
        }
    }
}
