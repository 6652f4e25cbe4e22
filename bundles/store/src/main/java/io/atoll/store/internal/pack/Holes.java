package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.SparseMap;
import io.atoll.store.internal.tar.SparseParts;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the holes of a file, by what is in it: a hole is a long run of zeros, whether the file system has stored them or not. What it has not stored is
 * only found faster.
 *
 * <p>A file is written with holes only if they are large: every engine reads such an entry, but Podman and Docker cannot push or save the image again
 * (they make the archive anew of its files, and tar-split, which they do it with, writes the zeros). What compresses a thousandfold is better written.
 */
final class Holes {
    /** Of all holes in a file: what would cost everybody, at both ends, more than reading the file twice does here. */
    static final long LEAST_TOTAL = 1L << 30;
    /** Shorter runs cost less than their numbers and a seek. */
    static final int LEAST_RUN = 64 << 10;

    /** Go's reader, the field's yardstick, takes a map of 1 MiB; what follows after so many parts is written as it is. */
    static final int MOST_PARTS = 16 << 10;

    private static final int BLOCK = 4 << 10;
    private static final int SECTOR = 512;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final Syscalls syscalls;
    private final long leastTotal;
    private final boolean storedToo;

    Holes(Syscalls syscalls, long leastTotal) {
        this(syscalls, leastTotal, true);
    }

    private Holes(Syscalls syscalls, long leastTotal, boolean storedToo) {
        this.syscalls = syscalls;
        this.leastTotal = leastTotal;
        this.storedToo = storedToo;
    }

    /** For files that are made of files: every hole counts, but zeros that are stored are data, which need not be looked for. */
    static Holes unstored(Syscalls syscalls) {
        return new Holes(syscalls, LEAST_RUN, false);
    }

    /**
     * Reads a file if it is long enough, and leaves it at its start.
     *
     * @param buffer whole blocks
     * @return where its data is, or null if it is best written as it is
     */
    @Nullable
    SparseMap find(int fd, FileStatus status, byte[] buffer) throws ChangedException {
        long size = status.size();
        if (size < leastTotal || (!storedToo && status.blocks() * SECTOR >= size)) {
            return null;
        }
        Parts parts = new Parts();
        long position = 0;
        boolean look = true;
        while (position < size) {
            if (look) {
                long data = nextData(fd, position, size);
                if (data > position) {
                    parts.zeros(position);
                }
                position = data;
            }
            int count = read(fd, (int) Math.min(buffer.length, size - position), buffer);
            for (int at = 0; at < count; at += BLOCK) {
                int length = Math.min(BLOCK, count - at);
                look = Arrays.equals(buffer, at, at + length, ZEROS, 0, length);
                if (look) {
                    parts.zeros(position + at);
                } else {
                    parts.data(position + at);
                }
            }
            position += count;
        }
        parts.end(size);
        syscalls.seek(fd, 0);
        return parts.holes < leastTotal ? null : new SparseMap(parts.list);
    }

    /** Goes to where data may be next, a block's beginning. */
    private long nextData(int fd, long position, long size) {
        long data;
        try {
            data = Math.min(size, syscalls.lseek(fd, position, Syscalls.SEEK_DATA));
        } catch (KernelException e) {
            data = switch (e.errno()) {
                case KernelException.ENXIO -> size;
                // The file system does not know.
                case KernelException.EINVAL, KernelException.EOPNOTSUPP -> position;
                default -> throw e;
            };
        }
        long block = data == size ? size : Math.max(position, data & -BLOCK);
        syscalls.seek(fd, block);
        return block;
    }

    private int read(int fd, int length, byte[] buffer) throws ChangedException {
        int done = 0;
        while (done < length) {
            int count = syscalls.read(fd, buffer, done, length - done);
            if (count == 0) {
                throw FileContent.changed();
            }
            done += count;
        }
        return done;
    }

    /** The parts found so far. */
    private static final class Parts {
        private final SparseParts list = new SparseParts();
        private long holes;
        private long dataStart;
        /** Of the present run of zeros, or -1. */
        private long zeroStart = -1;

        void zeros(long at) {
            zeroStart = zeroStart < 0 ? at : zeroStart;
        }

        void data(long at) {
            if (zeroStart >= 0 && at - zeroStart >= LEAST_RUN && list.size() < 2 * MOST_PARTS) {
                hole(at);
            }
            zeroStart = -1;
        }

        private void hole(long end) {
            if (zeroStart > dataStart) {
                add(dataStart, zeroStart - dataStart);
            }
            holes += end - zeroStart;
            dataStart = end;
        }

        void end(long size) {
            if (zeroStart >= 0 && size - zeroStart >= LEAST_RUN) {
                hole(size);
            }
            // Also if it is empty: that is how GNU's tar learns that a file ends with a hole.
            add(dataStart, size - dataStart);
        }

        private void add(long offset, long length) {
            list.add(offset);
            list.add(length);
        }
    }
}
