package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** Empty files and directories that are there because something is mounted on them, and directories with nothing but such. */
final class MountPoints {
    private final Syscalls syscalls;
    /** Absolute; each char is a byte. */
    private final TreeSet<String> paths = new TreeSet<>();

    MountPoints(Syscalls syscalls, Set<String> paths) {
        this.syscalls = syscalls;
        paths.forEach(path -> this.paths.add(EntryName.text(path.getBytes(StandardCharsets.UTF_8))));
    }

    /** @param path of the directory the name is in; empty for the root */
    boolean isNothingElse(int directory, String path, String name) {
        String its = path + "/" + name;
        boolean itself = paths.contains(its);
        String next = paths.higher(its + "/");
        if (!itself && (next == null || !next.startsWith(its + "/"))) {
            return false;
        }
        try {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            FileStatus status = syscalls.statat(directory, bytes);
            if (!status.isDirectory()) {
                return itself && status.isRegular() && status.size() == 0;
            }
            int fd = syscalls.openat(directory, bytes, EntryWriter.DIRECTORY, 0);
            try {
                return syscalls.list(fd).stream().allMatch(child -> isNothingElse(fd, its, EntryName.text(child)));
            } finally {
                syscalls.close(fd);
            }
        } catch (KernelException e) {
            MergedDirectory.requireGone(e);
            return false;
        }
    }
}
