package io.atoll.store.internal.copy;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.layer.Findings;
import io.atoll.store.internal.tar.TarEntry;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/** Makes names in an open directory. What has the name goes, unless it is a directory; what was made is only spoken of by its descriptor. */
final class NewFiles {
    private static final byte[] ITSELF = {};
    private static final int NEW =
            Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC;
    private static final int OVER =
            Syscalls.O_WRONLY | Syscalls.O_TRUNC | Syscalls.O_NOFOLLOW | Syscalls.O_NONBLOCK | Syscalls.O_CLOEXEC;
    private static final int PLACE = Syscalls.O_PATH | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC;
    private static final int EBUSY = 16;
    private static final int ATTEMPTS = 100;

    private final Syscalls syscalls;
    private final Findings findings;

    NewFiles(Syscalls syscalls, Findings findings) {
        this.syscalls = syscalls;
        this.findings = findings;
    }

    /** An empty file, open for writing. */
    int file(int parent, byte[] name) {
        try {
            return exclusively(parent, name, () -> syscalls.openat(parent, name, NEW, 0600));
        } catch (KernelException e) {
            if (e.errno() != EBUSY) {
                throw e;
            }
            // Something is mounted on it, as on /etc/hosts: it can be written, but not replaced.
            return syscalls.openat(parent, name, OVER, 0);
        }
    }

    void link(int parent, byte[] name, TarEntry entry) {
        byte[] target = Located.bytes(entry.linkName());
        int unused = exclusively(parent, name, () -> {
            syscalls.symlinkat(target, parent, name);
            return 0;
        });
        attributes(parent, name, entry, Syscalls.S_IFLNK);
    }

    void node(int parent, byte[] name, TarEntry entry) {
        int type = switch (entry.type()) {
            case TarEntry.CHARACTER_DEVICE -> Syscalls.S_IFCHR;
            case TarEntry.BLOCK_DEVICE -> Syscalls.S_IFBLK;
            default -> Syscalls.S_IFIFO;
        };
        long device = Syscalls.makedev(entry.deviceMajor(), entry.deviceMinor());
        if (type == Syscalls.S_IFCHR && device == 0) {
            findings.omit(entry.name(), "left out: there is no device 0:0");
            return;
        }
        try {
            int unused = exclusively(parent, name, () -> {
                syscalls.mknodat(parent, name, type | 0600, type == Syscalls.S_IFIFO ? 0 : device);
                return 0;
            });
        } catch (KernelException e) {
            if (e.errno() != KernelException.EPERM) {
                throw e;
            }
            findings.deny(entry.name(), "left out: this user may not make devices");
            return;
        }
        attributes(parent, name, entry, type);
    }

    private void attributes(int parent, byte[] name, TarEntry entry, int type) {
        int fd = syscalls.openat(parent, name, PLACE, 0);
        try {
            if ((syscalls.statat(fd, ITSELF).mode() & Syscalls.S_IFMT) != type) {
                return; // Somebody was quicker: it is theirs.
            }
            owner(fd, entry);
            if (type != Syscalls.S_IFLNK) {
                byte[] itself = ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII);
                syscalls.fchmodat(Syscalls.AT_FDCWD, itself, entry.mode());
            }
            syscalls.utimensat(parent, name, entry.mtimeSeconds(), entry.mtimeNanoseconds());
        } finally {
            syscalls.close(fd);
        }
    }

    private void owner(int fd, TarEntry entry) {
        try {
            syscalls.lchownat(fd, ITSELF, entry.uid(), entry.gid());
        } catch (KernelException e) {
            if (e.errno() != KernelException.EPERM && e.errno() != KernelException.EINVAL) {
                throw e;
            }
            findings.deny(entry.name(), "owner %d:%d".formatted(entry.uid(), entry.gid()));
        }
    }

    /** Makes a name that was not there; what has it goes. */
    int exclusively(int parent, byte[] name, IntSupplier make) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return make.getAsInt();
            } catch (KernelException e) {
                if (e.errno() != KernelException.EEXIST) {
                    throw e;
                }
                removeFile(parent, name);
            }
        }
        throw new AtollException(
                ErrorCode.CONFLICT,
                "cannot replace '%s': somebody makes it again and again"
                        .formatted(EntryRules.shown(Located.text(name))));
    }

    private void removeFile(int parent, byte[] name) {
        try {
            FileStatus there = syscalls.statat(parent, name);
            if (there.isDirectory()) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "cannot replace the directory '%s' by something that is none: remove it first"
                                .formatted(EntryRules.shown(Located.text(name))));
            }
            syscalls.unlinkat(parent, name, 0);
        } catch (KernelException e) {
            if (e.errno() != KernelException.ENOENT) {
                throw e;
            }
        }
    }
}
