package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Resources;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.DeviceRule;
import io.atoll.runtime.internal.cgroup.Groups;
import io.atoll.runtime.internal.cgroup.Killer;
import io.atoll.runtime.internal.cgroup.Limits;
import io.atoll.runtime.internal.cgroup.SpareGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The control groups of containers, from launch to end. Which they are is written down, in the state's file {@code cgroup}, before they are
 * a container's: whatever is killed when, the next engine finds and removes them, and no other.
 */
final class ContainerGroups implements AutoCloseable {
    private static final String FILE = "cgroup";

    private final Directories directories;
    private final Groups groups;
    private final SpareGroups spares;
    private final Killer killer;
    private boolean warned;

    ContainerGroups(Directories directories, Path proc, Syscalls syscalls) {
        this.directories = directories;
        groups = new Groups(proc, directories.groupName(), syscalls);
        spares = new SpareGroups(groups);
        killer = new Killer(syscalls);
    }

    /** A new container's id; its groups may be there already. */
    String newId() {
        return spares.take();
    }

    /**
     * Whether such a container could be launched: the kernel alone knows what it accepts, so it is asked.
     *
     * @throws AtollException INVALID or UNSUPPORTED
     */
    void check(String id, Resources limits) {
        if (!limits.equals(Resources.NONE)) {
            Limits.check(limits);
            boolean unused = spares.claim(id);
            ControlGroup group = groups.of(id, limits);
            groups.create(group, limits, DeviceRule.DEFAULT);
            groups.remove(group);
        }
    }

    /**
     * Makes a container's groups, for a launch to enter; none where there can be none and nobody asked for what they do.
     *
     * @param rules about devices
     */
    ControlGroup begin(ContainerEntry entry, List<DeviceRule> rules) {
        ContainerConfig config = entry.config();
        Path state = entry.state();
        boolean usual = config.resources().equals(Resources.NONE) && rules.equals(DeviceRule.DEFAULT);
        boolean there = spares.claim(config.id());
        if (!there) {
            removeListed(state); // of its last run, if nobody came to that
        }
        ControlGroup group = groups.of(config.id(), config.resources());
        record(state, group);
        try {
            if (there && !rules.equals(DeviceRule.DEFAULT)) {
                boolean unused = groups.remove(group); // What forbids a device stays as long as the group.
            }
            if (!there || !usual) {
                groups.create(group, config.resources(), rules);
            }
        } catch (AtollException e) {
            removeListed(state);
            if (!usual || e.code() != ErrorCode.KERNEL) {
                throw e;
            }
            warn(e);
            return ControlGroup.NONE;
        }
        return group;
    }

    private synchronized void warn(AtollException e) {
        if (!warned) {
            warned = true;
            System.getLogger(ContainerGroups.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "containers run without control groups: they cannot be paused, limited or watched",
                            e);
        }
    }

    /** A running container's groups. */
    static ControlGroup of(ContainerEntry entry) {
        return listed(entry.state());
    }

    /**
     * Changes the limits of a running container's groups, or nothing; puts it into more where it has to be.
     *
     * @throws AtollException INVALID or UNSUPPORTED
     */
    void change(ContainerEntry entry, Resources before, Resources after) {
        ControlGroup present = of(entry);
        if (present.isNone()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot limit container %s: it runs without control groups"
                            .formatted(entry.config().name()));
        }
        ControlGroup more = groups.more(present, entry.config().id(), after);
        List<Path> all = new ArrayList<>(present.directories());
        all.addAll(more.directories());
        ControlGroup whole = new ControlGroup(all);
        try {
            if (!more.isNone()) {
                record(entry.state(), whole);
                groups.add(more);
            }
            groups.change(whole, before, after);
            Groups.move(present, more);
        } catch (IOException | RuntimeException e) {
            if (!more.isNone() && more.processes().isEmpty()) {
                groups.remove(more);
                record(entry.state(), present);
            }
            if (e instanceof AtollException known) {
                throw known;
            }
            throw new AtollException(
                    ErrorCode.KERNEL,
                    "cannot limit container %s: %s".formatted(entry.config().name(), e),
                    e);
        }
    }

    /** Kills everything in a container's groups. */
    void killAll(ControlGroup group) {
        killer.kill(group);
    }

    /**
     * If its last process has ended: takes note of why, kills what it left, and removes the groups. Nothing happens while it runs or is
     * launched, or if it was done before.
     *
     * @return whether it was for want of memory
     */
    boolean finish(ContainerEntry entry) {
        AtomicBoolean outOfMemory = new AtomicBoolean();
        entry.settle(() -> {
            ControlGroup group = listed(entry.state());
            if (group.isNone()) {
                return true;
            }
            if (!entry.hasEnded() && !group.processes().isEmpty()) {
                return false; // Launched by somebody who has not said so yet.
            }
            if (isAsked(entry.config()) && Groups.memoryKills(group) > 0 && !StateFiles.isOutOfMemory(entry.state())) {
                StateFiles.markOutOfMemory(entry.state());
                outOfMemory.set(true);
            }
            return removeListed(entry.state());
        });
        return outOfMemory.get();
    }

    /** Of one that goes when it ends nobody reads that note; but its own limit is told of. */
    private static boolean isAsked(ContainerConfig config) {
        return !config.autoRemove() || config.resources().memory() != null;
    }

    /** Removes the groups of no container that are left of an engine that was killed, and begins to make spare ones. */
    void sweep(Set<String> known) {
        Path file = directories.groupHolders();
        List<String> holders =
                groups.holders().stream().map(Path::toString).distinct().toList();
        try {
            List<String> before = Files.exists(file) ? Files.readAllLines(file) : List.of();
            // The engine before this one may have been in another group.
            Set<Path> all = before.stream().map(Path::of).collect(Collectors.toSet());
            all.addAll(groups.holders());
            groups.sweep(all, known);
            if (!before.equals(holders)) {
                Files.write(file, holders);
            }
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot note control groups in %s: %s".formatted(file, e), e);
        }
        spares.start();
    }

    /**
     * Removes the groups that a state directory lists, with what runs in them.
     *
     * @return whether there are none any more
     */
    boolean removeListed(Path state) {
        ControlGroup group = listed(state);
        if (!group.isNone()) {
            if (!group.processes().isEmpty()) {
                killer.kill(group);
            }
            if (!groups.remove(group)) {
                return false; // Tried again at the next occasion.
            }
        }
        try {
            Files.deleteIfExists(state.resolve(FILE));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void record(Path state, ControlGroup group) {
        try {
            Files.write(
                    state.resolve(FILE),
                    group.directories().stream().map(Path::toString).toList());
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write %s: %s".formatted(state.resolve(FILE), e), e);
        }
    }

    static ControlGroup listed(Path state) {
        try {
            return new ControlGroup(Files.readAllLines(state.resolve(FILE)).stream()
                    .map(Path::of)
                    .toList());
        } catch (NoSuchFileException e) {
            return ControlGroup.NONE;
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read %s: %s".formatted(state.resolve(FILE), e), e);
        }
    }

    @Override
    public void close() {
        spares.close();
        try {
            // What is left from here on containers' states list.
            Files.deleteIfExists(directories.groupHolders());
        } catch (IOException e) {
            // The next engine looks there in vain.
        }
    }
}
