package io.atoll.runtime.internal.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the hierarchies there are, and where this process is in them. */
final class Hierarchies {
    /** What version 2 does without a controller of that name. */
    static final Set<String> CORE = Set.of("freezer", "devices");

    private static final String UNIFIED = "";

    private Hierarchies() {}

    /**
     * From {@code self/mountinfo} and {@code self/cgroup} (proc_pid_mountinfo(5), cgroups(7)); none where they cannot be read.
     *
     * @param proc the proc file system
     */
    static List<Hierarchy> find(Path proc) {
        List<Hierarchy> found = new ArrayList<>();
        try {
            Map<String, String> own = own(proc.resolve("self/cgroup"));
            for (String line : Files.readAllLines(proc.resolve("self/mountinfo"))) {
                int dash = line.indexOf(" - ");
                String[] mount = line.substring(0, Math.max(dash, 0)).split(" ");
                String[] system =
                        dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
                if (mount.length < 5 || system.length < 3) {
                    continue;
                }
                Path at = Path.of(unescape(mount[4]));
                if (system[0].equals("cgroup")) {
                    version1(own, mount[3], at, system[2], found);
                } else if (system[0].equals("cgroup2")) {
                    version2(own.getOrDefault(UNIFIED, "/"), mount[3], at, found);
                }
            }
        } catch (IOException e) {
            // No control groups then: who needs them is told so.
        }
        return found.stream()
                .map(hierarchy -> hierarchy.unified() ? withCore(hierarchy, found) : hierarchy)
                .filter(hierarchy -> !hierarchy.controllers().isEmpty())
                .toList();
    }

    /** Version 2 freezes, and asks its programs of devices, without a controller: it does where no hierarchy of version 1 does. */
    private static Hierarchy withCore(Hierarchy unified, List<Hierarchy> all) {
        Set<String> controllers = new TreeSet<>(unified.controllers());
        for (String core : CORE) {
            if (all.stream()
                    .noneMatch(one -> !one.unified() && one.controllers().contains(core))) {
                controllers.add(core);
            }
        }
        return new Hierarchy(unified.mount(), unified.top(), controllers, true);
    }

    /** Controller to path; the unified hierarchy's under {@link #UNIFIED}. */
    private static Map<String, String> own(Path file) throws IOException {
        Map<String, String> paths = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3) {
                for (String controller : fields[1].split(",", -1)) {
                    paths.put(controller, fields[2]);
                }
            }
        }
        return paths;
    }

    private static void version1(Map<String, String> own, String root, Path at, String options, List<Hierarchy> found) {
        Set<String> controllers = new TreeSet<>(Arrays.asList(options.split(",")));
        controllers.removeIf(option -> option.contains("=") || !own.containsKey(option));
        if (!controllers.isEmpty()) {
            String path = own.get(controllers.iterator().next());
            found.add(new Hierarchy(at, below(at, root, path == null ? "/" : path), controllers, false));
        }
    }

    private static void version2(String own, String root, Path at, List<Hierarchy> found) throws IOException {
        Path top = below(at, root, own);
        // A group with processes of its own cannot hand controllers on (cgroup-v2.rst, "No Internal Process
        // Constraint"); the root can.
        if (!top.equals(at) && !Files.readString(top.resolve("cgroup.procs")).isBlank()) {
            top = at;
        }
        String available = Files.readString(top.resolve("cgroup.controllers")).strip();
        found.add(new Hierarchy(at, top, available.isEmpty() ? Set.of() : Set.of(available.split(" ")), true));
    }

    /** Where a group is, if only a part of its hierarchy is mounted. */
    private static Path below(Path mount, String root, String own) {
        Path group = Path.of("/").resolve(own).normalize();
        Path visible = Path.of("/").resolve(root).normalize();
        return group.startsWith(visible)
                ? mount.resolve(visible.relativize(group).toString())
                : mount;
    }

    private static String unescape(String path) {
        return path.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
