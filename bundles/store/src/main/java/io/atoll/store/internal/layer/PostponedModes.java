package io.atoll.store.internal.layer;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.util.Comparator;
import java.util.Map;

/** Permissions that keep a directory's owner out, set when all is done: the deepest first, for what is below could not be reached any more. */
public final class PostponedModes {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int BENEATH = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;

    private PostponedModes() {}

    public static void apply(Syscalls syscalls, int root, Map<String, Integer> modes) {
        modes.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(path -> apply(syscalls, root, path, modes.getOrDefault(path, 0)));
    }

    private static void apply(Syscalls syscalls, int root, String path, int mode) {
        if (path.isEmpty()) {
            syscalls.fchmod(root, mode);
            return;
        }
        int fd;
        try {
            fd = syscalls.openat2(root, EntryPath.bytes(path), DIRECTORY, 0, BENEATH);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT
                    || e.errno() == KernelException.ENOTDIR
                    || e.errno() == KernelException.ELOOP) {
                // Replaced since.
                return;
            }
            throw e;
        }
        try {
            syscalls.fchmod(fd, mode);
        } finally {
            syscalls.close(fd);
        }
    }
}
