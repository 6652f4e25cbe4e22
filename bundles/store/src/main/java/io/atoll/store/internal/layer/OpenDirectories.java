package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors of the layer's directories, those used last. Every one is opened beneath the layer's root by one {@code openat2}, so no symbolic
 * link, whenever it was made, can lead outside.
 */
final class OpenDirectories implements AutoCloseable {
    private static final int MOST = 32;
    private static final int FLAGS = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY;
    private static final int STRICT = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;
    private static final int WITHIN = Syscalls.RESOLVE_IN_ROOT | Syscalls.RESOLVE_NO_MAGICLINKS;
    private static final int DIRECTORY_MODE = 0755;

    private final Syscalls syscalls;
    private final int root;
    private final Listener listener;
    private final Map<String, Integer> open = new LinkedHashMap<>(64, 0.75f, true);

    OpenDirectories(Syscalls syscalls, int root, Listener listener) {
        this.syscalls = syscalls;
        this.root = root;
        this.listener = listener;
    }

    /** What has to be done when a directory is needed that the archive did not list. */
    interface Listener {
        /**
         * Something else has its name.
         *
         * @return whether it was the mark of a deleted name, which is now gone
         */
        boolean isDeletedNoMore(int parent, EntryPath path, FileStatus there);

        /**
         * It was made.
         *
         * @param wasDeleted nothing of lower layers may show in it
         */
        void made(String path, int fd, boolean wasDeleted);
    }

    /**
     * The directory of this path, made if it is missing. Where a component is a symbolic link it is followed within the layer's root, as
     * containerd does it: some tools write {@code lib -> usr/lib} and then {@code lib/x}.
     */
    int make(String path) {
        Integer known = known(path);
        if (known != null) {
            return known;
        }
        int fd;
        try {
            fd = syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, STRICT);
        } catch (KernelException e) {
            fd = switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENOTDIR -> create(path);
                case KernelException.ELOOP -> within(path);
                default -> throw e;
            };
        }
        return put(path, fd);
    }

    /** The same, but a symbolic link on the way is refused: what a deletion means there nobody can say. */
    int makeStrictly(String path) {
        Integer known = known(path);
        try {
            // Even if it is open: that may have been through a link.
            int fd = known != null && known == root
                    ? root
                    : syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, STRICT);
            return fd == root ? root : put(path, fd);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ELOOP) {
                throw EntryPath.invalid(path, "it deletes something below a symbolic link");
            }
            if (e.errno() == KernelException.ENOENT || e.errno() == KernelException.ENOTDIR) {
                return put(path, create(path));
            }
            throw e;
        }
    }

    /** The directory of this path, which must be there. */
    int existing(String path) {
        Integer known = known(path);
        return known != null ? known : put(path, syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, WITHIN));
    }

    /** Remembers a directory that was just opened; it is closed when it is no longer needed. */
    int put(String path, int fd) {
        Integer before = open.put(path, fd);
        if (before != null && before != fd) {
            syscalls.close(before);
        }
        if (open.size() > MOST) {
            Iterator<Integer> eldest = open.values().iterator();
            int unused = eldest.next();
            eldest.remove();
            syscalls.close(unused);
        }
        return fd;
    }

    /** Forgets a path and all below it: what was there was replaced. */
    void forget(String path) {
        String below = path + "/";
        for (Iterator<Map.Entry<String, Integer>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Integer> next = all.next();
            if (next.getKey().equals(path) || next.getKey().startsWith(below)) {
                int unused = next.getValue();
                all.remove();
                syscalls.close(unused);
            }
        }
    }

    private @Nullable Integer known(String path) {
        return path.isEmpty() ? Integer.valueOf(root) : open.get(path);
    }

    private int within(String path) {
        try {
            return syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, WITHIN);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT) {
                return create(path);
            }
            throw EntryPath.invalid(
                    path, "there is a symbolic link on the way that leads to no directory of this layer");
        }
    }

    private int create(String path) {
        EntryPath at = EntryPath.of(path);
        int parent = make(at.parent());
        byte[] name = EntryPath.bytes(at.name());
        boolean deleted = false;
        try {
            syscalls.mkdirat(parent, name, DIRECTORY_MODE);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            FileStatus there = syscalls.statat(parent, name);
            if (!there.isDirectory() && listener.isDeletedNoMore(parent, at, there)) {
                deleted = true;
                syscalls.mkdirat(parent, name, DIRECTORY_MODE);
            } else if (!there.isDirectory()) {
                throw EntryPath.invalid(path, "it is not a directory, but other entries are below it");
            }
        }
        int fd = syscalls.openat(parent, name, FLAGS | Syscalls.O_NOFOLLOW, 0);
        // Whatever the engine's umask.
        syscalls.fchmod(fd, DIRECTORY_MODE);
        listener.made(path, fd, deleted);
        return fd;
    }

    @Override
    public void close() {
        open.values().forEach(syscalls::close);
        open.clear();
    }
}
