package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.EntrySink;
import io.atoll.store.internal.tar.SparseMap;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Copies files into an archive, each at most as it was when its header was written. */
final class FileContent {
    private final Syscalls syscalls;
    private final Holes holes;
    private final EntrySink archive;
    private final byte[] buffer = new byte[128 << 10];

    FileContent(Syscalls syscalls, Holes holes, EntrySink archive) {
        this.syscalls = syscalls;
        this.holes = holes;
        this.archive = archive;
    }

    /** The parts to write, if not all of it is written. */
    @Nullable
    SparseMap sparse(int fd, FileStatus status) throws ChangedException {
        return holes.find(fd, status, buffer);
    }

    void copy(int fd, FileStatus status, @Nullable SparseMap sparse) throws IOException {
        if (sparse == null) {
            copy(fd, status.size());
        } else {
            for (int i = 0; i + 1 < sparse.parts().size(); i += 2) {
                syscalls.seek(fd, sparse.parts().get(i));
                copy(fd, sparse.parts().get(i + 1));
            }
        }
        FileStatus now = syscalls.statat(fd, OpenBranch.ITSELF);
        if (now.size() != status.size()
                || now.mtimeSeconds() != status.mtimeSeconds()
                || now.mtimeNanoseconds() != status.mtimeNanoseconds()) {
            throw changed();
        }
    }

    /**
     * The same of a file that may be written to meanwhile: what has become of it, with zeros for what is no longer there.
     *
     * @return whether it is all there
     */
    boolean copyMoving(int fd, FileStatus status, @Nullable SparseMap sparse) throws IOException {
        long missing = 0;
        if (sparse == null) {
            missing = pad(read(fd, status.size()));
        } else {
            for (int i = 0; i + 1 < sparse.parts().size(); i += 2) {
                syscalls.seek(fd, sparse.parts().get(i));
                missing += pad(read(fd, sparse.parts().get(i + 1)));
            }
        }
        return missing == 0;
    }

    private void copy(int fd, long length) throws IOException {
        if (read(fd, length) > 0) {
            throw changed();
        }
    }

    /** @return how many bytes the file does not have */
    private long read(int fd, long length) throws IOException {
        long left = length;
        while (left > 0) {
            int count = syscalls.read(fd, buffer, 0, (int) Math.min(left, buffer.length));
            if (count == 0) {
                return left;
            }
            archive.write(buffer, 0, count);
            left -= count;
        }
        return 0;
    }

    private long pad(long length) throws IOException {
        if (length > 0) {
            Arrays.fill(buffer, (byte) 0);
        }
        for (long left = length; left > 0; left -= buffer.length) {
            archive.write(buffer, 0, (int) Math.min(left, buffer.length));
        }
        return length;
    }

    static ChangedException changed() {
        return new ChangedException("it was written to while it was packed: pack it again when nothing runs in it");
    }
}
