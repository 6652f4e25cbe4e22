package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.Lease;
import io.atoll.runtime.internal.mount.MountPoint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The containers there are, by id and by name. Read from disk once, when first asked for. */
final class Containers {
    static final String CONFIG = "container.json";

    private final Directories directories;
    private final ProcessTable processes;
    private final Map<String, ContainerEntry> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idByName = new ConcurrentHashMap<>();
    private final LifeObserver observer;
    private volatile boolean loaded;

    /** @param observer is told of the containers' lives: of what happens, not of what had happened before they were read */
    Containers(Directories directories, ProcessTable processes, LifeObserver observer) {
        this.directories = directories;
        this.processes = processes;
        this.observer = observer;
    }

    Collection<ContainerEntry> all() {
        load();
        return byId.values();
    }

    /** Claims a name for an id. */
    void claimName(String name, String id) {
        load();
        String holder = idByName.putIfAbsent(name, id);
        if (holder != null) {
            throw new AtollException(
                    ErrorCode.EXISTS,
                    "the container name '%s' is in use by container %s; remove that one with 'atoll rm %s' or choose another name"
                            .formatted(name, holder.substring(0, 12), name));
        }
    }

    boolean isNameFree(String name) {
        load();
        return !idByName.containsKey(name);
    }

    void releaseName(String name, String id) {
        idByName.remove(name, id);
    }

    ContainerEntry add(ContainerConfig config, Lease lease) {
        ContainerEntry entry =
                new ContainerEntry(config, directories.state(config.id(), config.autoRemove()), processes);
        entry.hold(lease);
        entry.observe(observer);
        byId.put(config.id(), entry);
        return entry;
    }

    void drop(ContainerEntry entry) {
        byId.remove(entry.config().id());
        releaseName(entry.config().name(), entry.config().id());
    }

    /**
     * The container of this name, id, or unique beginning of an id.
     *
     * @throws AtollException NOT_FOUND, or INVALID if several ids begin so
     */
    ContainerEntry get(String text) {
        load();
        String id = idByName.getOrDefault(text, text);
        ContainerEntry exact = byId.get(id);
        if (exact != null) {
            return exact;
        }
        List<ContainerEntry> matches = text.isEmpty()
                ? List.of()
                : byId.values().stream()
                        .filter(entry -> entry.config().id().startsWith(text))
                        .limit(2)
                        .toList();
        return switch (matches.size()) {
            case 1 -> matches.getFirst();
            case 0 ->
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "no such container: %s; 'atoll ps -a' lists those there are".formatted(text));
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "several containers have an id that begins with '%s'; give more of it".formatted(text));
        };
    }

    /** The names of the containers that use a volume, for each that is used. */
    Map<String, List<String>> volumeUsers() {
        Map<String, List<String>> users = new HashMap<>();
        for (ContainerEntry entry : all()) {
            for (MountPoint mount : entry.config().mounts()) {
                if (!mount.volume().isEmpty()) {
                    List<String> names = users.computeIfAbsent(mount.volume(), volume -> new ArrayList<>());
                    if (!names.contains(entry.config().name())) {
                        names.add(entry.config().name());
                    }
                }
            }
        }
        return users;
    }

    private void load() {
        if (loaded) {
            return;
        }
        synchronized (this) {
            if (!loaded) {
                read(directories.containers());
                read(directories.volatileContainers());
                loaded = true;
            }
        }
    }

    private void read(Path parent) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                readOne(child);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // No container was ever made here.
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot list containers in " + parent + ": " + e.getMessage(), e);
        }
    }

    /** One broken container must not hide the others: it is reported in the engine's log and left where it is. */
    private void readOne(Path directory) {
        Path file = directory.resolve(CONFIG);
        try {
            ContainerConfig config = ContainerJson.read(Files.readAllBytes(file), file.toString());
            ContainerEntry entry = new ContainerEntry(config, directory, processes);
            forgetBeforeBoot(entry);
            byId.put(config.id(), entry.refresh(Instant.now()));
            entry.observe(observer);
            idByName.put(config.name(), config.id());
        } catch (NoSuchFileException e) {
            // The data of a container whose state is in the run directory, or a leftover: Leftovers tells which.
        } catch (IOException | RuntimeException e) {
            System.getLogger(Containers.class.getName())
                    .log(System.Logger.Level.WARNING, "ignoring the container in " + directory + ": " + e.getMessage());
        }
    }

    /** A pid written before this boot is some other process now. */
    private void forgetBeforeBoot(ContainerEntry entry) {
        Path state = entry.state();
        StateFiles.started(state)
                .filter(started -> started.at().isBefore(processes.bootTime()))
                .filter(started -> StateFiles.ended(state).isEmpty())
                .ifPresent(started -> StateFiles.writeEnded(state, ContainerEntry.LOST, processes.bootTime()));
    }
}
