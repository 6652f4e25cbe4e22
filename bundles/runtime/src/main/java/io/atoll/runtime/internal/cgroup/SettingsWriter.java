package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes limits into the files of groups: all of them, or none. */
final class SettingsWriter {
    private static final String MEMORY = "memory.limit_in_bytes";
    private static final String MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";

    /** What an older or another scheduler of disks calls it. */
    private static final List<List<String>> OTHER_NAMES = List.of(
            List.of("blkio.weight", "blkio.bfq.weight"),
            List.of("blkio.weight_device", "blkio.bfq.weight_device"),
            List.of("io.weight", "io.bfq.weight"));

    private final Function<Path, Hierarchy> hierarchies;

    /** @param hierarchies tells which one a directory is in */
    SettingsWriter(Function<Path, Hierarchy> hierarchies) {
        this.hierarchies = hierarchies;
    }

    private record Written(Path file, String undo) {}

    /**
     * @param before what is set already
     * @throws AtollException UNSUPPORTED or INVALID; then nothing has changed
     */
    void write(ControlGroup group, Resources before, Resources after) {
        Deque<Written> written = new ArrayDeque<>();
        try {
            for (Path directory : group.directories()) {
                Hierarchy hierarchy = hierarchies.apply(directory);
                List<Setting> settings =
                        new ArrayList<>(hierarchy.unified() ? Setting.version2(after) : Setting.version1(after));
                settings.removeAll(hierarchy.unified() ? Setting.version2(before) : Setting.version1(before));
                settings.removeIf(setting -> !hierarchy.covers(setting));
                for (Setting setting : inOrder(directory, settings)) {
                    write(directory, setting, written);
                }
            }
        } catch (RuntimeException e) {
            written.forEach(SettingsWriter::undo);
            throw e;
        }
    }

    private static void undo(Written one) {
        try {
            ControlGroup.put(one.file(), one.undo());
        } catch (IOException e) {
            System.getLogger(SettingsWriter.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot put back " + one, e);
        }
    }

    /** Memory and swap together are never less than memory: the larger of them goes up first. */
    private static List<Setting> inOrder(Path directory, List<Setting> settings) {
        Setting memory = find(settings, MEMORY);
        Setting both = find(settings, MEMORY_AND_SWAP);
        Path file = directory.resolve(MEMORY_AND_SWAP);
        try {
            if (memory != null
                    && both != null
                    && Files.exists(file)
                    && Long.parseLong(memory.value())
                            > Long.parseLong(Files.readString(file).strip())) {
                settings.remove(both);
                settings.add(settings.indexOf(memory), both);
            }
        } catch (IOException | NumberFormatException e) {
            // A file that looks otherwise is no reason for another order.
        }
        return settings;
    }

    private static @Nullable Setting find(List<Setting> settings, String file) {
        return settings.stream()
                .filter(setting -> setting.file().equals(file))
                .findFirst()
                .orElse(null);
    }

    private static void write(Path group, Setting setting, Deque<Written> written) {
        Path file = file(group, setting.file());
        if (!Files.exists(file)) {
            if (setting.optional()) {
                return;
            }
            throw unsupported(setting);
        }
        try {
            String undo = setting.undo(Files.readString(file).strip());
            ControlGroup.put(file, setting.value());
            written.push(new Written(file, undo));
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot set %s: the kernel does not accept %s for %s here: %s"
                            .formatted(setting.flag(), setting.value(), setting.file(), e.getMessage()),
                    e);
        }
    }

    private static Path file(Path group, String name) {
        for (List<String> names : OTHER_NAMES) {
            if (names.getFirst().equals(name) && !Files.exists(group.resolve(name))) {
                return Files.exists(group.resolve(names.getLast()))
                        ? group.resolve(names.getLast())
                        : group.resolve(name);
            }
        }
        return group.resolve(name);
    }

    static AtollException unsupported(Setting setting) {
        return new AtollException(
                ErrorCode.UNSUPPORTED,
                "cannot set %s: this machine has no control group file %s (controller %s is not mounted, or the kernel lacks it)"
                        .formatted(setting.flag(), setting.file(), setting.controller()));
    }
}
