package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Takes containers away, and everything they had. */
final class Remover {
    private final Directories directories;
    private final Containers containers;
    private final StorageDrivers drivers;
    private final Supplier<ImageStore> store;

    Remover(Directories directories, Containers containers, StorageDrivers drivers, Supplier<ImageStore> store) {
        this.directories = directories;
        this.containers = containers;
        this.drivers = drivers;
        this.store = store;
    }

    /** Removes it if it is one to be removed when it ends. */
    void afterEnd(ContainerEntry entry) {
        if (entry.config().autoRemove()) {
            remove(entry);
        }
    }

    /** Removes a container that does not run. Somebody else who is at it already is let do it. */
    void remove(ContainerEntry entry) {
        if (!entry.beginRemoval()) {
            return;
        }
        ContainerConfig config = entry.config();
        try {
            Path data = directories.data(config.id());
            drivers.get(config.storage()).remove(data);
            // The record goes before the rest: what is left after a crash in between is a leftover, not a broken
            // container.
            Files.deleteIfExists(entry.state().resolve(Containers.CONFIG));
            Trees.delete(entry.state());
            Trees.delete(data);
            Files.deleteIfExists(directories.attach(config.id()));
            // Protects what is gone; closing another's of the same owner is closing ours.
            store.get().lease(Creator.LEASE + config.id(), config.layers()).close();
            containers.drop(entry);
        } catch (IOException e) {
            entry.removalFailed();
            throw new AtollException(ErrorCode.KERNEL, "cannot remove container " + config.name() + ": " + e, e);
        } catch (RuntimeException e) {
            entry.removalFailed();
            throw e;
        }
    }
}
