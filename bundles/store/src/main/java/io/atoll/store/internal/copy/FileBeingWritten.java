package io.atoll.store.internal.copy;

import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.layer.Attributes;
import io.atoll.store.internal.tar.SparseMap;
import io.atoll.store.internal.tar.TarEntry;
import org.jspecify.annotations.Nullable;

/** A new file, its data to come. */
final class FileBeingWritten implements AutoCloseable {
    private final Syscalls syscalls;
    private final int fd;
    private final TarEntry entry;
    private final Attributes attributes;
    private final @Nullable SparseMap sparse;
    private int part;
    private long left;

    FileBeingWritten(Syscalls syscalls, int fd, TarEntry entry, Attributes attributes) {
        this.syscalls = syscalls;
        this.fd = fd;
        this.entry = entry;
        this.attributes = attributes;
        this.sparse = entry.sparse();
        if (sparse == null) {
            left = Long.MAX_VALUE;
        }
    }

    void write(byte[] data, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (left == 0) {
                nextPart();
            }
            int count = (int) Math.min(left, length - done);
            syscalls.write(fd, data, offset + done, count);
            left -= count;
            done += count;
        }
    }

    private void nextPart() {
        if (sparse == null) {
            throw new IllegalStateException("more data than the entry has");
        }
        while (left == 0) {
            syscalls.seek(fd, sparse.parts().get(part));
            left = sparse.parts().get(part + 1);
            part += 2;
        }
    }

    /** It is complete. */
    void end() {
        try {
            if (sparse != null) {
                syscalls.ftruncate(fd, entry.size());
            }
            attributes.file(fd, entry);
            attributes.time(fd, entry);
        } finally {
            syscalls.close(fd);
        }
    }

    @Override
    public void close() {
        syscalls.close(fd);
    }
}
