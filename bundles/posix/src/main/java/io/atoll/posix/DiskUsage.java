package io.atoll.posix;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What files and trees take on disk, as {@code du} counts it: allocated blocks, directories too, a file of several names once. Every step goes through an
 * open directory, so a tree that somebody changes meanwhile cannot lead outside, and what disappears meanwhile is not counted. Other file systems that are
 * mounted in a tree are not entered.
 *
 * <p>One instance remembers the hard links it has counted: use one for what belongs together. Not for several threads.
 */
public final class DiskUsage {
    private static final int BLOCK = 512;
    private static final byte[] ITSELF = new byte[0];
    private static final byte[] HERE = {'.'};

    private final Syscalls syscalls;
    private final Inodes counted = new Inodes();

    public DiskUsage(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /**
     * The bytes of a file or a whole tree; 0 if it is not there. A symbolic link is measured itself.
     *
     * @throws KernelException if something of it cannot be read
     */
    public long tree(Path path) {
        return measure(path, true);
    }

    /** The bytes of a file, or of a directory without what is in it; 0 if it is not there. */
    public long only(Path path) {
        return measure(path, false);
    }

    private long measure(Path path, boolean whole) {
        int top;
        try {
            top = syscalls.open(path, Syscalls.O_PATH | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC, 0);
        } catch (KernelException e) {
            return gone(e);
        }
        try {
            FileStatus status = syscalls.statat(top, ITSELF);
            return whole && status.isDirectory() ? walk(top) : count(status);
        } finally {
            syscalls.close(top);
        }
    }

    private long walk(int top) {
        Deque<Level> open = new ArrayDeque<>();
        try {
            long bytes = enter(top, HERE, -1, open);
            while (!open.isEmpty()) {
                Level level = open.getLast();
                if (level.names.hasNext()) {
                    bytes += enter(level.fd, level.names.next(), level.device, open);
                } else {
                    open.removeLast();
                    syscalls.close(level.fd);
                }
            }
            return bytes;
        } finally {
            open.forEach(level -> syscalls.close(level.fd));
        }
    }

    /** Counts one file and, if it is a directory, has its content counted next. */
    private long enter(int in, byte[] name, long device, Deque<Level> open) {
        try {
            FileStatus status = syscalls.statat(in, name);
            if (!status.isDirectory()) {
                return count(status);
            }
            if (device >= 0 && status.device() != device) {
                return 0;
            }
            int fd = syscalls.openat(
                    in, name, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC, 0);
            try {
                FileStatus opened = syscalls.statat(fd, ITSELF);
                open.addLast(new Level(fd, opened.device(), syscalls.list(fd).iterator()));
                return count(opened);
            } catch (RuntimeException e) {
                syscalls.close(fd);
                throw e;
            }
        } catch (KernelException e) {
            return gone(e);
        }
    }

    private static long gone(KernelException e) {
        if (e.errno() == KernelException.ENOENT || e.errno() == KernelException.ENOTDIR) {
            return 0;
        }
        throw e;
    }

    private long count(FileStatus status) {
        boolean again = !status.isDirectory() && status.links() > 1 && !counted.add(status.device(), status.inode());
        return again ? 0 : status.blocks() * BLOCK;
    }

    private record Level(int fd, long device, Iterator<byte[]> names) {}
}
