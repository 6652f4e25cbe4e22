package io.atoll.store.internal.copy;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;

/**
 * The directories below the one that is copied into, opened beneath it by one {@code openat2}. Where there is a symbolic link on the way it is followed inside the root. The one used last stays
 * open: entries come directory by directory.
 */
final class TargetDirectories implements AutoCloseable {
    static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC;
    private static final int BENEATH = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;
    private static final int NONE = -1;
    private static final int MODE = 0755;

    private final Syscalls syscalls;
    private final Target target;
    private String path = "";
    private int fd = NONE;

    TargetDirectories(Syscalls syscalls, Target target) {
        this.syscalls = syscalls;
        this.target = target;
    }

    /** The directory of this path, made if it is missing; good until the next is asked for. */
    int get(String wanted) {
        if (wanted.isEmpty()) {
            return target.directory();
        }
        if (fd == NONE || !path.equals(wanted)) {
            put(wanted, open(wanted));
        }
        return fd;
    }

    /** Takes over a directory that is open already. */
    void put(String its, int opened) {
        close();
        path = its;
        fd = opened;
    }

    /**
     * A directory that was there, without following anything.
     *
     * @return to be closed
     */
    int existing(String wanted) {
        return syscalls.openat2(target.directory(), Located.bytes(wanted), DIRECTORY, 0, BENEATH);
    }

    private int open(String wanted) {
        try {
            return syscalls.openat2(target.directory(), Located.bytes(wanted), Located.PLACE, 0, BENEATH);
        } catch (KernelException e) {
            return switch (e.errno()) {
                case KernelException.ENOENT -> make(wanted);
                case KernelException.ELOOP -> within(wanted);
                default -> throw e;
            };
        }
    }

    private int within(String wanted) {
        byte[] whole = Located.bytes(target.path() + "/" + wanted);
        return syscalls.openat2(target.root(), whole, Located.PLACE, 0, Located.WITHIN);
    }

    /** Name by name: only archives of others have entries in directories that they do not list. */
    private int make(String wanted) {
        for (int end = wanted.indexOf('/'); ; end = wanted.indexOf('/', end + 1)) {
            String part = end < 0 ? wanted : wanted.substring(0, end);
            int slash = part.lastIndexOf('/');
            int parent = slash < 0 ? NONE : open(part.substring(0, slash));
            try {
                makeIn(parent == NONE ? target.directory() : parent, Located.bytes(part.substring(slash + 1)));
            } finally {
                if (parent != NONE) {
                    syscalls.close(parent);
                }
            }
            if (end < 0) {
                return open(wanted);
            }
        }
    }

    private void makeIn(int parent, byte[] name) {
        try {
            syscalls.mkdirat(parent, name, MODE);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            return;
        }
        int made = syscalls.openat(parent, name, DIRECTORY, 0);
        try {
            syscalls.fchmod(made, MODE); // whatever the engine's umask
        } finally {
            syscalls.close(made);
        }
    }

    @Override
    public void close() {
        if (fd != NONE) {
            syscalls.close(fd);
            fd = NONE;
        }
    }
}
