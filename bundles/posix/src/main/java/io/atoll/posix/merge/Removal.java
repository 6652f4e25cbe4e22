package io.atoll.posix.merge;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;

/** Takes away what lower layers had put into the copy. No deeper than layers are. */
final class Removal {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final Syscalls syscalls;

    Removal(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Nothing happens where there is nothing. */
    void remove(int directory, byte[] name) {
        try {
            syscalls.unlinkat(directory, name, 0);
        } catch (KernelException e) {
            switch (e.errno()) {
                case KernelException.ENOENT -> {}
                case KernelException.EISDIR -> {
                    int tree = syscalls.openat(directory, name, DIRECTORY, 0);
                    try {
                        empty(tree);
                    } finally {
                        syscalls.close(tree);
                    }
                    syscalls.unlinkat(directory, name, Syscalls.AT_REMOVEDIR);
                }
                default -> throw e;
            }
        }
    }

    void empty(int directory) {
        for (byte[] name : syscalls.list(directory)) {
            remove(directory, name);
        }
    }
}
