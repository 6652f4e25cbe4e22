package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Containers' control groups: {@code PARENT/ID} below the group the engine itself is in, in each hierarchy that limits, counts or freezes
 * something. Nothing else is ever touched.
 */
public final class Groups {
    private static final Set<String> WANTED =
            Set.of("cpu", "cpuacct", "cpuset", "memory", "pids", "blkio", "io", "freezer");
    private static final int REMOVAL_TRIES = 50;
    private static final int REMOVAL_PAUSE_MILLIS = 10;

    private final String parent;
    private final List<Hierarchy> hierarchies;

    /**
     * @param proc the proc file system
     * @param parent the name of the group that holds the containers'
     */
    public Groups(Path proc, String parent) {
        this.parent = parent;
        hierarchies = Hierarchies.find(proc).stream()
                .filter(hierarchy -> hierarchy.controllers().stream().anyMatch(WANTED::contains))
                .toList();
    }

    /** Where a container's groups are, whether they are there or not. */
    public List<Path> directories(String id) {
        return hierarchies.stream()
                .map(hierarchy -> hierarchy.top().resolve(parent).resolve(id))
                .toList();
    }

    /**
     * Makes a container's groups and sets their limits.
     *
     * @throws AtollException UNSUPPORTED if this machine has no such limit, INVALID if it does not accept the value; nothing is left
     */
    public synchronized void create(String id, Resources limits) {
        for (Setting setting : Setting.version1(limits)) {
            if (hierarchies.stream().noneMatch(hierarchy -> covers(hierarchy, setting))) {
                throw unsupported(setting);
            }
        }
        try {
            for (Hierarchy hierarchy : hierarchies) {
                Path holder = hierarchy.top().resolve(parent);
                make(hierarchy, holder);
                if (hierarchy.unified()) {
                    delegate(hierarchy.top(), hierarchy);
                    delegate(holder, hierarchy);
                }
                make(hierarchy, holder.resolve(id));
                for (Setting setting : hierarchy.unified() ? Setting.version2(limits) : Setting.version1(limits)) {
                    if (hierarchy.controllers().contains(setting.controller())) {
                        write(holder.resolve(id), setting);
                    }
                }
            }
        } catch (IOException e) {
            remove(directories(id));
            throw new AtollException(ErrorCode.KERNEL, "cannot make the control groups of a container: " + e, e);
        } catch (RuntimeException e) {
            remove(directories(id));
            throw e;
        }
    }

    private static boolean covers(Hierarchy hierarchy, Setting setting) {
        String controller = setting.controller();
        return hierarchy.controllers().contains(controller)
                || (hierarchy.unified()
                        && controller.equals("blkio")
                        && hierarchy.controllers().contains("io"));
    }

    private static void make(Hierarchy hierarchy, Path group) throws IOException {
        try {
            Files.createDirectory(group);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        if (!hierarchy.unified() && hierarchy.controllers().contains("cpuset")) {
            // A new one has no processor and no memory, and takes no process.
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                put(
                        group.resolve(file),
                        Files.readString(group.resolveSibling(file)).strip());
            }
        }
    }

    /** What the groups below may limit. */
    private static void delegate(Path group, Hierarchy hierarchy) throws IOException {
        Path file = group.resolve("cgroup.subtree_control");
        List<String> present = List.of(Files.readString(file).strip().split(" "));
        for (String controller : hierarchy.controllers()) {
            if (WANTED.contains(controller) && !present.contains(controller)) {
                put(file, "+" + controller);
            }
        }
    }

    private static void write(Path group, Setting setting) throws IOException {
        Path file = group.resolve(setting.file());
        if (!Files.exists(file)) {
            if (setting.optional()) {
                return;
            }
            throw unsupported(setting);
        }
        try {
            put(file, setting.value());
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot set %s: the kernel does not accept %s for %s here: %s"
                            .formatted(setting.flag(), setting.value(), setting.file(), e.getMessage()),
                    e);
        }
    }

    private static void put(Path file, String value) throws IOException {
        Files.write(file, value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    private static AtollException unsupported(Setting setting) {
        return new AtollException(
                ErrorCode.UNSUPPORTED,
                "cannot set %s: this machine has no control group file %s (controller %s is not mounted, or the kernel lacks it)"
                        .formatted(setting.flag(), setting.file(), setting.controller()));
    }

    /** How often something in these groups was killed because it used more memory than it may. */
    public static long memoryKills(List<Path> groups) {
        for (Path group : groups) {
            // Version 1 and 2.
            for (String file : List.of("memory.oom_control", "memory.events")) {
                try {
                    for (String line : Files.readAllLines(group.resolve(file))) {
                        if (line.startsWith("oom_kill ")) {
                            return Long.parseLong(
                                    line.substring("oom_kill ".length()).strip());
                        }
                    }
                } catch (IOException | NumberFormatException e) {
                    // Not this one.
                }
            }
        }
        return 0;
    }

    /** Removes groups in which nothing runs any more, and those that held them if they are empty then. */
    public synchronized void remove(List<Path> groups) {
        List<Path> left = new ArrayList<>();
        for (Path group : groups) {
            if (!removed(group)) {
                left.add(group);
            }
            Path holder = group.getParent();
            if (holder != null && holder.endsWith(parent)) {
                removeOnce(holder);
            }
        }
        if (!left.isEmpty()) {
            System.getLogger(Groups.class.getName())
                    .log(System.Logger.Level.WARNING, "control groups that cannot be removed: " + left);
        }
    }

    /**
     * Removes what an engine that was killed was just making: groups of no container, in which nothing runs.
     *
     * @param known the containers there are
     */
    public synchronized void sweep(Set<String> known) {
        for (Hierarchy hierarchy : hierarchies) {
            Path holder = hierarchy.top().resolve(parent);
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(holder, Files::isDirectory)) {
                for (Path group : groups) {
                    if (!known.contains(group.getFileName().toString())) {
                        removeOnce(group);
                    }
                }
            } catch (IOException e) {
                // There are none.
            }
        }
    }

    /** A process that has just ended may count a moment longer. */
    private static boolean removed(Path group) {
        for (int tries = 0; tries < REMOVAL_TRIES; tries++) {
            if (removeOnce(group)) {
                return true;
            }
            try {
                Thread.sleep(REMOVAL_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static boolean removeOnce(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
