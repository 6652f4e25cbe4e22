package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import io.atoll.runtime.internal.cgroup.Groups;
import io.atoll.runtime.internal.cgroup.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The control groups of containers with limits, from launch to end. Which they are is written down, in the state's file {@code cgroup},
 * before they are made: whatever is killed when, the next engine finds and removes them, and no other.
 */
final class ContainerGroups {
    private static final String FILE = "cgroup";

    private final Groups groups;

    ContainerGroups(Groups groups) {
        this.groups = groups;
    }

    /**
     * Whether such a container could be launched: the kernel alone knows what it accepts, so it is asked.
     *
     * @throws AtollException INVALID or UNSUPPORTED
     */
    void check(String id, Resources limits) {
        Limits.check(limits);
        if (!limits.equals(Resources.NONE)) {
            groups.create(id, limits);
            groups.remove(groups.directories(id));
        }
    }

    /** Makes a container's groups, for a launch to enter; none if it has no limits. */
    List<Path> begin(ContainerEntry entry) {
        ContainerConfig config = entry.config();
        if (config.resources().equals(Resources.NONE)) {
            return List.of();
        }
        List<Path> directories = groups.directories(config.id());
        try {
            Files.write(
                    entry.state().resolve(FILE),
                    directories.stream().map(Path::toString).toList());
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL,
                    "cannot write %s: %s".formatted(entry.state().resolve(FILE), e),
                    e);
        }
        groups.create(config.id(), config.resources());
        return directories;
    }

    /** A running container's groups. */
    static List<Path> of(ContainerEntry entry) {
        return entry.config().resources().equals(Resources.NONE) ? List.of() : listed(entry.state());
    }

    /**
     * If its last process has ended: takes note of why, and removes the groups. Nothing happens while it runs or is launched.
     *
     * @return whether it was for want of memory, if nobody asked before
     */
    boolean finish(ContainerEntry entry) {
        if (entry.config().resources().equals(Resources.NONE)) {
            return false;
        }
        AtomicBoolean outOfMemory = new AtomicBoolean();
        entry.whileIdle(() -> {
            if (Groups.memoryKills(listed(entry.state())) > 0) {
                StateFiles.markOutOfMemory(entry.state());
                outOfMemory.set(true);
            }
            removeListed(entry.state());
        });
        return outOfMemory.get();
    }

    /** Removes the groups of no container that are left of an engine that was killed. */
    void sweep(Set<String> known) {
        groups.sweep(known);
    }

    /** Removes the groups that a state directory lists. */
    void removeListed(Path state) {
        List<Path> directories = listed(state);
        if (!directories.isEmpty()) {
            groups.remove(directories);
        }
        try {
            Files.deleteIfExists(state.resolve(FILE));
        } catch (IOException e) {
            // Read again at the next occasion.
        }
    }

    private static List<Path> listed(Path state) {
        try {
            return Files.readAllLines(state.resolve(FILE)).stream()
                    .map(Path::of)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read %s: %s".formatted(state.resolve(FILE), e), e);
        }
    }
}
