package io.atoll.runtime.internal.oci;

import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.Groups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control group a container is to have (config-linux.md#control-groups), and the hierarchies it can see of it.
 *
 * @param mounted the hierarchies of version 1; where there are none, that of version 2
 */
record ControlGroups(ControlGroup group, GroupLimits limits, List<Mounted> mounted) {
    /** Below it are those of containers whose configuration does not say where. */
    static final String PARENT = "atoll-oci";

    /**
     * A hierarchy.
     *
     * @param options what mounts it again
     */
    record Mounted(Path at, String options, boolean unified) {
        String name() {
            return String.valueOf(at.getFileName());
        }

        /** Of version 1, what else it may be called. */
        List<String> controllers() {
            return options.startsWith("none,") ? List.of() : List.of(options.split(","));
        }
    }

    static ControlGroups of(Value config, String id, Groups groups, Path proc) {
        GroupLimits limits = GroupLimits.of(config.at("linux").at("resources"));
        String path = config.at("linux").at("cgroupsPath").text("");
        ControlGroup group = path.isEmpty() ? groups.of(id, limits.resources()) : groups.at(path, limits.resources());
        return new ControlGroups(group, limits, find(proc));
    }

    void create(Groups groups) {
        groups.create(group, limits.resources(), limits.devices());
    }

    /** The container's part of a hierarchy; null if it has none. */
    @Nullable
    Path directory(Mounted hierarchy) {
        return group.directories().stream()
                .filter(directory -> directory.startsWith(hierarchy.at()))
                .findFirst()
                .orElse(null);
    }

    private static List<Mounted> find(Path proc) {
        List<Mounted> version1 = new ArrayList<>();
        List<Mounted> version2 = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(proc.resolve("self/mountinfo"))) {
                int dash = line.indexOf(" - ");
                String[] mount = line.substring(0, Math.max(dash, 0)).split(" ");
                String[] system = line.substring(dash + 3).split(" ");
                if (dash < 0 || mount.length < 5 || system.length < 3) {
                    continue;
                }
                if (system[0].equals("cgroup")) {
                    version1.add(new Mounted(Path.of(mount[4]), options(system[2]), false));
                } else if (system[0].equals("cgroup2")) {
                    version2.add(new Mounted(Path.of(mount[4]), "", true));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return version1.isEmpty() ? version2.stream().limit(1).toList() : List.copyOf(version1);
    }

    private static String options(String superBlock) {
        List<String> options = Arrays.stream(superBlock.split(","))
                .filter(option ->
                        !List.of("rw", "ro", "xattr", "clone_children").contains(option)
                                && !option.startsWith("release_agent="))
                .toList();
        boolean named = options.stream().anyMatch(option -> option.startsWith("name="));
        return (named ? "none," : "") + String.join(",", options);
    }
}
