package io.atoll.runtime.internal.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A container's control group: a directory in each hierarchy it is in. Which version one is of, and what it can do, its files tell; so whoever
 * knows the directories knows all, though another engine made them.
 */
public record ControlGroup(List<Path> directories) {
    /** Of a container that has none. */
    public static final ControlGroup NONE = new ControlGroup(List.of());

    public ControlGroup {
        directories = List.copyOf(directories);
    }

    public boolean isNone() {
        return directories.isEmpty();
    }

    /** The first file there is: names of version 1 stand before those of version 2. */
    Optional<Path> file(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> directories.stream().map(directory -> directory.resolve(name)))
                .filter(Files::exists)
                .findFirst();
    }

    /** Its processes, as the reader's pid namespace numbers them; those of groups below too. None if it is gone. */
    public SortedSet<Long> processes() {
        SortedSet<Long> pids = new TreeSet<>();
        directories.stream()
                .filter(directory -> Files.exists(directory.resolve("cgroup.procs")))
                .findFirst()
                .ifPresent(directory -> addProcesses(directory, pids));
        return pids;
    }

    private static void addProcesses(Path directory, SortedSet<Long> pids) {
        try (var below = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (String line : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                long pid = Long.parseLong(line.strip());
                if (pid > 0) { // 0 is one of another pid namespace
                    pids.add(pid);
                }
            }
            below.forEach(child -> addProcesses(child, pids));
        } catch (IOException | NumberFormatException e) {
            // It is being removed.
        }
    }

    static void put(Path file, String value) throws IOException {
        Files.write(
                file,
                value.getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }
}
