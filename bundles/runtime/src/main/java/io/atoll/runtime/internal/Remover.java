package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.posix.Trees;
import io.atoll.runtime.internal.mount.MountPreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Takes containers away, and everything they had. */
final class Remover implements AutoCloseable {
    private static final long DRAIN_SECONDS = 10;

    private final Directories directories;
    private final Containers containers;
    private final StorageDrivers drivers;
    private final ContainerGroups groups;
    private final MountPreparation mounts;
    private final ContainerEvents events;
    private final ExecutorService trees = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "atoll-remover");
        thread.setDaemon(true);
        return thread;
    });

    Remover(
            Directories directories,
            Containers containers,
            StorageDrivers drivers,
            ContainerGroups groups,
            MountPreparation mounts,
            ContainerEvents events) {
        this.directories = directories;
        this.containers = containers;
        this.drivers = drivers;
        this.groups = groups;
        this.mounts = mounts;
        this.events = events;
    }

    /** It does not run: what held its limits goes. */
    void afterFailedLaunch(ContainerEntry entry) {
        finish(entry);
    }

    /**
     * Removes it if it is one to be removed when it ends. It is gone at once; nobody waits for its files to be deleted, which
     * takes as long as there are many. What an engine killed meanwhile leaves, the next one sweeps.
     */
    void afterEnd(ContainerEntry entry) {
        if (!entry.config().autoRemove() || entry.isKept()) {
            if (entry.isSettled()) {
                return;
            }
            background(() -> finish(entry));
        } else if (entry.beginRemoval()) {
            forget(entry);
            background(() -> {
                try {
                    finish(entry);
                    mounts.removeAnonymous(entry.config().mounts());
                    deleteFiles(entry);
                } catch (IOException | RuntimeException e) {
                    System.getLogger(Remover.class.getName())
                            .log(System.Logger.Level.WARNING, "leaving files of a container for the next start", e);
                }
            });
        }
    }

    private void finish(ContainerEntry entry) {
        if (groups.finish(entry)) {
            events.publish(entry.config(), Action.OOM, Map.of());
        }
    }

    private void background(Runnable task) {
        try {
            trees.execute(task);
        } catch (RejectedExecutionException e) {
            // This engine ends; the next one finds it to be done.
        }
    }

    /**
     * Removes a container that does not run. Somebody else who is at it already is let do it.
     *
     * @param volumes whether its anonymous volumes go too
     */
    void remove(ContainerEntry entry, boolean volumes) {
        if (!entry.beginRemoval()) {
            return;
        }
        try {
            finish(entry);
            drivers.get(entry.config().storage());
            boolean with = volumes || entry.config().autoRemove();
            if (!with) {
                MountPreparation.keepAnonymous(directories.data(entry.config().id()));
            }
            forget(entry);
            if (with) {
                mounts.removeAnonymous(entry.config().mounts());
            }
            deleteFiles(entry);
        } catch (IOException e) {
            throw failed(entry, e);
        } catch (RuntimeException e) {
            entry.removalFailed();
            throw e;
        }
    }

    /** The record goes before the rest: what is left after a crash in between is a leftover, not a broken container. */
    private void forget(ContainerEntry entry) {
        try {
            Files.deleteIfExists(entry.state().resolve(Containers.CONFIG));
        } catch (IOException e) {
            throw failed(entry, e);
        }
        entry.releaseLease();
        containers.drop(entry);
        events.publish(entry.config(), Action.DESTROY, Map.of());
    }

    private void deleteFiles(ContainerEntry entry) throws IOException {
        ContainerConfig config = entry.config();
        Path data = directories.data(config.id());
        drivers.get(config.storage()).remove(data);
        long unused = Trees.remove(entry.state()) + Trees.remove(data);
        Files.deleteIfExists(directories.attach(config.id()));
        if (config.lifecycle().healthcheck() != null) {
            Files.deleteIfExists(directories.health().resolve(config.id()));
        }
    }

    private static AtollException failed(ContainerEntry entry, IOException cause) {
        entry.removalFailed();
        return new AtollException(
                ErrorCode.KERNEL, "cannot remove container " + entry.config().name() + ": " + cause, cause);
    }

    @Override
    public void close() {
        trees.shutdown();
        try {
            trees.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
