package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * Copies files of lower layers into a layer that has hard links to them. Each is copied once, under a name in the scratch directory that is made of
 * its device and inode, so that all names a layer has for it are one file, however many there are.
 */
final class CopyUp {
    private static final int READ = Syscalls.O_RDONLY | Syscalls.O_NOFOLLOW | Syscalls.O_NONBLOCK;
    private static final int NEW_FILE = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;
    private static final int BUFFER = 256 << 10;

    private final Syscalls syscalls;
    private final CopiedAttributes attributes;

    CopyUp(Syscalls syscalls, CopiedAttributes attributes) {
        this.syscalls = syscalls;
        this.attributes = attributes;
    }

    /** Makes {@code name} a link to the copy of a file that is no directory. */
    void link(int from, byte[] fromName, FileStatus file, int parent, byte[] name, int scratch, String path) {
        byte[] copy = "copy-%x-%x".formatted(file.device(), file.inode()).getBytes(StandardCharsets.US_ASCII);
        try {
            syscalls.linkat(scratch, copy, parent, name);
            return;
        } catch (KernelException e) {
            if (e.errno() != KernelException.ENOENT) {
                throw e;
            }
        }
        make(from, fromName, file, scratch, copy);
        attributes.copy(from, fromName, file, scratch, copy, path);
        syscalls.linkat(scratch, copy, parent, name);
    }

    private void make(int from, byte[] fromName, FileStatus file, int scratch, byte[] copy) {
        if (file.isRegular()) {
            content(from, fromName, file, scratch, copy);
        } else if (file.isSymbolicLink()) {
            syscalls.symlinkat(syscalls.readlinkat(from, fromName), scratch, copy);
        } else {
            syscalls.mknodat(scratch, copy, (file.mode() & Syscalls.S_IFMT) | 0600, file.rdev());
        }
    }

    private void content(int from, byte[] fromName, FileStatus file, int scratch, byte[] copy) {
        int source = syscalls.openat(from, fromName, READ, 0);
        try {
            int target = syscalls.openat(scratch, copy, NEW_FILE, 0600);
            try {
                syscalls.ftruncate(target, file.size());
                byte[] buffer = new byte[BUFFER];
                long data = next(source, 0, Syscalls.SEEK_DATA);
                while (data >= 0 && data < file.size()) {
                    long end = next(source, data, Syscalls.SEEK_HOLE);
                    syscalls.seek(source, data);
                    syscalls.seek(target, data);
                    copy(source, target, end - data, buffer);
                    data = next(source, end, Syscalls.SEEK_DATA);
                }
            } finally {
                syscalls.close(target);
            }
        } finally {
            syscalls.close(source);
        }
    }

    private void copy(int source, int target, long length, byte[] buffer) {
        long left = length;
        while (left > 0) {
            Interruption.check();
            int read = syscalls.read(source, buffer, 0, (int) Math.min(buffer.length, left));
            if (read == 0) {
                return;
            }
            syscalls.write(target, buffer, 0, read);
            left -= read;
        }
    }

    /** @return -1 after the last data */
    private long next(int file, long from, int whence) {
        try {
            return syscalls.lseek(file, from, whence);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENXIO) {
                return -1;
            }
            throw e;
        }
    }
}
