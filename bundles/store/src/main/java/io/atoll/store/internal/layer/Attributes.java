package io.atoll.store.internal.layer;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.TarEntry;
import java.util.Map;

/** Gives a new file what its entry says: owner before permissions, because a change of owner takes setuid and capabilities away. */
final class Attributes {
    private static final byte[] ITSELF = {};

    private final Syscalls syscalls;

    Attributes(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Of an open file or directory, but for the time. */
    void apply(int fd, TarEntry entry) {
        syscalls.fchown(fd, entry.uid(), entry.gid());
        syscalls.fchmod(fd, entry.mode());
        entry.xattrs().forEach((name, value) -> {
            if (isKept(name)) {
                tolerant(() -> syscalls.fsetxattr(fd, EntryPath.bytes(name), value));
            }
        });
    }

    void time(int fd, TarEntry entry) {
        syscalls.utimensat(fd, ITSELF, entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    /** Of a name that was just made and is not a directory: a symbolic link, a device, a FIFO. */
    void apply(int parent, byte[] name, TarEntry entry) {
        syscalls.lchownat(parent, name, entry.uid(), entry.gid());
        if (entry.type() != TarEntry.SYMBOLIC_LINK) {
            syscalls.fchmodat(parent, name, entry.mode());
        }
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            if (isKept(xattr.getKey())) {
                tolerant(() -> syscalls.setxattrat(parent, name, EntryPath.bytes(xattr.getKey()), xattr.getValue()));
            }
        }
        syscalls.utimensat(parent, name, entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    /** An archive must not speak to the overlay: its attributes can redirect a directory to another. */
    private static boolean isKept(String name) {
        return !name.startsWith("trusted.overlay.") && !name.startsWith("user.overlay.");
    }

    /** What this file system cannot hold at all is left out, as other engines do: SELinux labels where there is no SELinux. */
    private static void tolerant(Runnable set) {
        try {
            set.run();
        } catch (KernelException e) {
            if (e.errno() != KernelException.EOPNOTSUPP) {
                throw e;
            }
        }
    }
}
