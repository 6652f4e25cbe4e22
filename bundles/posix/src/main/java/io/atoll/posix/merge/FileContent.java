package io.atoll.posix.merge;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;

/** Copies what is in files; holes stay holes. */
final class FileContent {
    private static final int BLOCK = 512;

    private final Syscalls syscalls;
    private final byte[] buffer = new byte[128 << 10];

    FileContent(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    void copy(int from, int to, FileStatus status) {
        if (status.blocks() * BLOCK >= status.size()) {
            part(from, to, Long.MAX_VALUE);
            return;
        }
        syscalls.ftruncate(to, status.size());
        long at = data(from, 0);
        while (at >= 0 && at < status.size()) {
            long end = syscalls.lseek(from, at, Syscalls.SEEK_HOLE);
            syscalls.seek(from, at);
            syscalls.seek(to, at);
            part(from, to, end - at);
            at = data(from, end);
        }
    }

    private void part(int from, int to, long length) {
        long left = length;
        while (left > 0) {
            int read = syscalls.read(from, buffer, 0, (int) Math.min(buffer.length, left));
            if (read == 0) {
                return;
            }
            syscalls.write(to, buffer, 0, read);
            left -= read;
        }
    }

    /** Where data begins at or after an offset; -1 if there is only a hole. */
    private long data(int from, long offset) {
        try {
            return syscalls.lseek(from, offset, Syscalls.SEEK_DATA);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENXIO) {
                return -1;
            }
            throw e;
        }
    }
}
