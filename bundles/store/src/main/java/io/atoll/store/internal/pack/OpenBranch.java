package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directories from the root of a tree to where a walk is. Only the deepest have a descriptor, so a tree may be as deep as it likes; the others get one
 * again through the {@code ..} of the one below, and must be what they were.
 */
final class OpenBranch implements AutoCloseable {
    /** The name that stands for a descriptor itself. */
    static final byte[] ITSELF = {};

    private static final byte[] PARENT = {'.', '.'};
    private static final int MOST = 64;
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final Syscalls syscalls;
    private final List<Level> levels = new ArrayList<>();

    OpenBranch(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    static boolean isSame(FileStatus a, FileStatus b) {
        return a.inode() == b.inode() && a.device() == b.device() && ((a.mode() ^ b.mode()) & Syscalls.S_IFMT) == 0;
    }

    /** Goes down.
     *
     * @param fd is closed with the level
     */
    Level enter(int fd) {
        FileStatus status;
        try {
            status = syscalls.statat(fd, ITSELF);
        } catch (RuntimeException e) {
            syscalls.close(fd);
            throw e;
        }
        Level level = new Level(fd, status);
        levels.add(level);
        if (levels.size() > MOST) {
            close(levels.get(levels.size() - 1 - MOST));
        }
        return level;
    }

    boolean isOpen() {
        return !levels.isEmpty();
    }

    Level last() {
        return levels.getLast();
    }

    /** Goes up. */
    void leave() throws ChangedException {
        Level left = levels.getLast();
        if (levels.size() > 1) {
            reopen(levels.get(levels.size() - 2), left.fd);
        }
        levels.removeLast();
        close(left);
    }

    private void reopen(Level level, int below) throws ChangedException {
        if (level.fd >= 0) {
            return;
        }
        int fd = syscalls.openat(below, PARENT, DIRECTORY, 0);
        level.fd = fd;
        if (!isSame(level.status, syscalls.statat(fd, ITSELF))) {
            throw new ChangedException("a directory was moved while it was packed");
        }
    }

    private void close(Level level) {
        if (level.fd >= 0) {
            int fd = level.fd;
            level.fd = -1;
            syscalls.close(fd);
        }
    }

    @Override
    public void close() {
        levels.forEach(this::close);
        levels.clear();
    }

    /** One directory, and which of its names are still to come. */
    static final class Level {
        private final FileStatus status;
        private int fd;
        private byte[][] names = {};
        private int position;

        private Level(int fd, FileStatus status) {
            this.fd = fd;
            this.status = status;
        }

        int fd() {
            return fd;
        }

        FileStatus status() {
            return status;
        }

        /** @param those empty for what is not to come */
        void names(byte[][] those) {
            names = those;
        }

        /** The next name, which is forgotten; null after the last. */
        byte @Nullable [] next() {
            while (position < names.length) {
                byte[] name = names[position];
                names[position++] = ITSELF;
                if (name.length > 0) {
                    return name;
                }
            }
            return null;
        }
    }
}
