package io.atoll.store.internal.layout;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.file.Path;

/** Gives an empty file the content of another by sharing its blocks, which are copied when either is changed: never a link, whose content would be both's. */
final class SharedBlocks {
    private final Syscalls syscalls;

    SharedBlocks(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /**
     * @param from may have become anything since it was looked at
     * @return false, with nothing written, where the file systems cannot
     * @throws KernelException for example ENOSPC
     */
    boolean copy(Path from, Path to) {
        int in = syscalls.open(from, Syscalls.O_RDONLY | Syscalls.O_NONBLOCK, 0);
        try {
            int out = syscalls.open(to, Syscalls.O_WRONLY, 0);
            try {
                syscalls.clone(out, in);
                return true;
            } finally {
                syscalls.close(out);
            }
        } catch (KernelException e) {
            if (isUnsupported(e)) {
                return false;
            }
            throw e;
        } finally {
            syscalls.close(in);
        }
    }

    private static boolean isUnsupported(KernelException e) {
        return switch (e.errno()) {
            case KernelException.EOPNOTSUPP,
                    KernelException.EXDEV,
                    KernelException.EINVAL,
                    KernelException.ENOTTY,
                    KernelException.EPERM,
                    KernelException.EACCES -> true;
            default -> false;
        };
    }
}
