package io.atoll.runtime.internal;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A running container's root, with its volumes, as its processes see it. They may change it while it is read: every path is resolved by the
 * kernel inside the root, nothing but a regular file is opened, and not more than a bound is read.
 */
final class RunningRoot implements AutoCloseable {
    private static final int MAX_FILE = 4 << 20;
    private static final byte[] ITSELF = new byte[0];

    private final Syscalls syscalls;
    private final int root;

    private RunningRoot(Syscalls syscalls, int root) {
        this.syscalls = syscalls;
        this.root = root;
    }

    /** @throws KernelException ENOENT if the process is gone */
    static RunningRoot open(Path proc, ContainerProcess process, Syscalls syscalls) {
        Path path = proc.resolve(Long.toString(process.pid())).resolve("root");
        return new RunningRoot(
                syscalls, syscalls.open(path, Syscalls.O_PATH | Syscalls.O_DIRECTORY | Syscalls.O_CLOEXEC, 0));
    }

    /** A file's lines; none where there is no such regular file. */
    List<String> lines(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        int place;
        try {
            place = syscalls.openat2(
                    root,
                    name,
                    Syscalls.O_PATH | Syscalls.O_CLOEXEC,
                    0,
                    Syscalls.RESOLVE_IN_ROOT | Syscalls.RESOLVE_NO_MAGICLINKS);
        } catch (KernelException e) {
            return List.of();
        }
        try {
            // Opening a device or a FIFO does something; a descriptor that is only a place does not.
            return syscalls.statat(place, ITSELF).isRegular() ? read(place) : List.of();
        } finally {
            syscalls.close(place);
        }
    }

    private List<String> read(int place) {
        int fd = syscalls.open(Path.of("/proc/self/fd/" + place), Syscalls.O_RDONLY | Syscalls.O_CLOEXEC, 0);
        try {
            byte[] content = new byte[8 << 10];
            int length = 0;
            for (int n; (n = syscalls.read(fd, content, length, content.length - length)) > 0; ) {
                length += n;
                if (length == content.length) {
                    if (length >= MAX_FILE) {
                        break;
                    }
                    content = Arrays.copyOf(content, 2 * length);
                }
            }
            return new String(content, 0, length, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } finally {
            syscalls.close(fd);
        }
    }

    @Override
    public void close() {
        syscalls.close(root);
    }
}
