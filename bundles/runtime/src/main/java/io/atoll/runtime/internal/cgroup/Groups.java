package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Resources;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Makes control groups: a container's are {@code PARENT/ID} below the group the engine itself is in. Each container is in the hierarchies
 * that count, freeze, or know devices; in the others only if it has a limit there, for entering {@code cpu} costs milliseconds. Nothing else
 * is ever touched.
 */
public final class Groups {
    private static final Set<String> ALWAYS = Set.of("freezer", "devices", "pids", "memory", "cpuacct", "blkio", "io");

    /** Of version 2, where they come for nothing. */
    private static final Set<String> DELEGATED =
            Set.of("cpu", "cpuset", "memory", "pids", "io", "hugetlb", "rdma", "misc");

    private final String parent;
    private final List<Hierarchy> hierarchies;
    private final DeviceControl devices;

    /**
     * @param proc the proc file system
     * @param parent the name of the group that holds the containers'
     */
    public Groups(Path proc, String parent, Syscalls syscalls) {
        this.parent = parent;
        hierarchies = Hierarchies.find(proc);
        devices = new DeviceControl(syscalls);
    }

    /** Where a container's groups are, whether they are there or not. */
    public ControlGroup of(String id, Resources limits) {
        return in(limits, hierarchy -> hierarchy.top().resolve(parent).resolve(id));
    }

    /**
     * The groups at a {@code cgroupsPath} (runtime-spec 1.2 config-linux.md#cgroups-path): absolute below the hierarchies' roots, else below
     * the engine's own group.
     *
     * @throws AtollException INVALID for a path that leads out, UNSUPPORTED for systemd's form
     */
    public ControlGroup at(String cgroupsPath, Resources limits) {
        if (cgroupsPath.matches("[^/]*:[^/]*:[^/]*")) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot use the control group '%s': that is systemd's form, and no systemd manages groups here; give a path"
                            .formatted(cgroupsPath));
        }
        Path path = Path.of("/").resolve(cgroupsPath);
        Path normal = path.normalize();
        if (!normal.equals(path) || normal.getNameCount() == 0 || cgroupsPath.indexOf('\0') >= 0) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid control group path '%s': a path without . and ..".formatted(cgroupsPath));
        }
        Path below = Path.of("/").relativize(normal);
        return in(
                limits,
                hierarchy ->
                        (cgroupsPath.startsWith("/") ? hierarchy.mount() : hierarchy.top()).resolve(below.toString()));
    }

    private ControlGroup in(Resources limits, Function<Hierarchy, Path> place) {
        Set<String> wanted = new TreeSet<>(ALWAYS);
        Setting.all(limits).forEach(setting -> wanted.add(setting.controller()));
        return new ControlGroup(
                hierarchies.stream().filter(one -> one.has(wanted)).map(place).toList());
    }

    /**
     * Makes groups, and sets their limits and devices. Those that are there already keep what is not set.
     *
     * @throws AtollException UNSUPPORTED if this machine has no such limit, INVALID if it does not accept the value; nothing is left
     */
    public void create(ControlGroup group, Resources limits, List<DeviceRule> rules) {
        check(limits);
        try {
            for (Path directory : group.directories()) {
                Hierarchy hierarchy = hierarchy(directory);
                make(hierarchy, directory);
                if (hierarchy.controllers().contains("devices")) {
                    devices.apply(directory, hierarchy.unified(), rules);
                }
            }
            new SettingsWriter(this::hierarchy).write(group, Resources.NONE, limits);
        } catch (IOException e) {
            remove(group);
            throw new AtollException(ErrorCode.KERNEL, "cannot make the control groups of a container: " + e, e);
        } catch (RuntimeException e) {
            remove(group);
            throw e;
        }
    }

    /**
     * Changes the limits of groups there are, or nothing.
     *
     * @throws AtollException UNSUPPORTED if this machine has no such limit, INVALID if it does not accept the value
     */
    public void change(ControlGroup group, Resources before, Resources after) {
        check(after);
        new SettingsWriter(this::hierarchy).write(group, before, after);
    }

    /** Where a container that has groups would need more for other limits. */
    public ControlGroup more(ControlGroup present, String id, Resources limits) {
        return new ControlGroup(of(id, limits).directories().stream()
                .filter(wanted -> present.directories().stream()
                        .noneMatch(directory ->
                                directory.startsWith(hierarchy(wanted).mount())))
                .toList());
    }

    /** Makes groups without limits. */
    public void add(ControlGroup group) {
        try {
            for (Path directory : group.directories()) {
                make(hierarchy(directory), directory);
            }
        } catch (IOException e) {
            remove(group);
            throw new AtollException(ErrorCode.KERNEL, "cannot make the control groups of a container: " + e, e);
        }
    }

    /** Moves everything that is in a group, and what it forks meanwhile, into more. */
    public static void move(ControlGroup from, ControlGroup into) throws IOException {
        if (into.isNone()) {
            return;
        }
        Set<Long> moved = new TreeSet<>();
        for (Set<Long> now = from.processes(); !moved.containsAll(now); now = from.processes()) {
            for (long pid : now) {
                for (Path directory : into.directories()) {
                    moveOne(pid, directory);
                }
            }
            moved.addAll(now);
        }
    }

    private static void moveOne(long pid, Path directory) throws IOException {
        try {
            ControlGroup.put(directory.resolve("cgroup.procs"), Long.toString(pid));
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw e;
            }
        }
    }

    private void check(Resources limits) {
        List<Setting> all = Setting.all(limits);
        for (Setting wanted : all) {
            // In either version.
            if (!wanted.optional()
                    && all.stream()
                            .filter(form -> form.flag().equals(wanted.flag()))
                            .noneMatch(form -> hierarchies.stream().anyMatch(one -> one.covers(form)))) {
                throw SettingsWriter.unsupported(wanted);
            }
        }
    }

    private Hierarchy hierarchy(Path directory) {
        return hierarchies.stream()
                .filter(one -> directory.startsWith(one.mount()))
                .findFirst()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.KERNEL,
                        "the control group %s is in no hierarchy that is mounted".formatted(directory)));
    }

    /** With those above it, which hand on what it may limit. */
    private synchronized void make(Hierarchy hierarchy, Path group) throws IOException {
        Path base = group.startsWith(hierarchy.top()) ? hierarchy.top() : hierarchy.mount();
        Path at = base;
        for (Path name : base.relativize(group)) {
            if (hierarchy.unified()) {
                delegate(at, hierarchy);
            }
            at = at.resolve(name);
            makeOne(hierarchy, at);
        }
    }

    private static void makeOne(Hierarchy hierarchy, Path group) throws IOException {
        try {
            Files.createDirectory(group);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        if (!hierarchy.unified() && hierarchy.controllers().contains("cpuset")) {
            // A new one has no processor and no memory, and takes no process.
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                ControlGroup.put(
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
            if (DELEGATED.contains(controller) && !present.contains(controller)) {
                ControlGroup.put(file, "+" + controller);
            }
        }
    }

    /** How often something in these groups was killed because it used more memory than it may. */
    public static long memoryKills(ControlGroup group) {
        for (String file : List.of("memory.oom_control", "memory.events")) {
            try {
                Path counters = group.file(file).orElse(null);
                for (String line : counters == null ? List.<String>of() : Files.readAllLines(counters)) {
                    if (line.startsWith("oom_kill ")) {
                        return Long.parseLong(
                                line.substring("oom_kill ".length()).strip());
                    }
                }
            } catch (IOException | NumberFormatException e) {
                // Gone.
            }
        }
        return 0;
    }

    /**
     * Removes groups in which nothing runs any more, and those that held them if they are empty then.
     *
     * @return whether all are gone
     */
    public boolean remove(ControlGroup group) {
        boolean removed = GroupRemoval.remove(group);
        synchronized (this) {
            group.directories().stream()
                    .map(Path::getParent)
                    .filter(holder -> holder != null && holder.endsWith(parent))
                    .forEach(GroupRemoval::removeIfEmpty);
        }
        return removed;
    }

    /** The groups that hold the containers'. */
    public List<Path> holders() {
        return hierarchies.stream().map(one -> one.top().resolve(parent)).toList();
    }

    /**
     * Removes what an engine that was killed made for containers that never were: groups in which nothing runs.
     *
     * @param holders where it may have made them; others than ours are left alone
     * @param known the containers whose groups stay
     */
    public synchronized void sweep(Collection<Path> holders, Set<String> known) {
        GroupRemoval.sweep(
                holders.stream().filter(holder -> holder.endsWith(parent)).toList(), known);
    }
}
