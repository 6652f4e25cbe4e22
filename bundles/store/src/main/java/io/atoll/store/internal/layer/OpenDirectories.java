package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final int depth;
    private final Listener listener;
    private final Map<String, Integer> open = new LinkedHashMap<>(64, 0.75f, true);

    OpenDirectories(Syscalls syscalls, int root, int depth, Listener listener) {
        this.syscalls = syscalls;
        this.root = root;
        this.depth = depth;
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
     * An open directory.
     *
     * @param path where it really is, without symbolic links
     */
    record Opened(int fd, String path) {
        EntryPath child(String name) {
            return EntryPath.of(path + "/" + name);
        }
    }

    /**
     * The directory of this path, made if it is missing. Where a component is a symbolic link it is followed within the layer's root, as
     * containerd does it: some tools write {@code lib -> usr/lib} and then {@code lib/x}.
     */
    Opened make(String path) {
        Opened found = find(path);
        return found != null ? found : create(path);
    }

    /** @return null if something of the path is missing or no directory */
    private @Nullable Opened find(String path) {
        Integer known = known(path);
        if (known != null) {
            return new Opened(known, path);
        }
        try {
            return put(path, syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, STRICT));
        } catch (KernelException e) {
            return switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENOTDIR -> null;
                case KernelException.ELOOP -> within(path);
                default -> throw e;
            };
        }
    }

    /** The same, but a symbolic link on the way is refused: what a deletion means there nobody can say. */
    int makeStrictly(String path) {
        Integer known = known(path);
        if (known != null) {
            return known;
        }
        try {
            return put(path, syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, STRICT))
                    .fd();
        } catch (KernelException e) {
            if (e.errno() == KernelException.ELOOP) {
                throw EntryPath.invalid(path, "it deletes something below a symbolic link");
            }
            if (e.errno() == KernelException.ENOENT || e.errno() == KernelException.ENOTDIR) {
                return create(path).fd();
            }
            throw e;
        }
    }

    /** The directory of this path, which must be there. */
    int existing(String path) {
        Integer known = known(path);
        return known != null
                ? known
                : located(syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, WITHIN), path)
                        .fd();
    }

    /** Remembers a directory that was just opened; it is closed when it is no longer needed. */
    Opened put(String path, int fd) {
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
        return new Opened(fd, path);
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

    private @Nullable Opened within(String path) {
        int fd;
        try {
            fd = syscalls.openat2(root, EntryPath.bytes(path), FLAGS, 0, WITHIN);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT) {
                return null;
            }
            throw EntryPath.invalid(
                    path, "there is a symbolic link on the way that leads to no directory of this layer");
        }
        return located(fd, path);
    }

    /**
     * Where a directory that was found by way of symbolic links really is. It is known by that alone, so that it is forgotten when it is replaced;
     * and links cannot be used to nest directories more deeply than a name can say.
     */
    private Opened located(int fd, String path) {
        String real;
        try {
            String top = pathOf(root);
            String its = pathOf(fd);
            real = its.equals(top) ? "" : its.substring(top.equals("/") ? 1 : top.length() + 1);
            EntryPath checked = EntryPath.of(real);
            if (checked.depth() > depth) {
                throw EntryPath.invalid(
                        path,
                        "by way of symbolic links it is nested more than %d deep, the limit set by atoll.layer.max.depth"
                                .formatted(depth));
            }
        } catch (RuntimeException e) {
            syscalls.close(fd);
            throw e;
        }
        Integer known = known(real);
        if (known != null) {
            syscalls.close(fd);
            return new Opened(known, real);
        }
        return put(real, fd);
    }

    private String pathOf(int fd) {
        byte[] link = ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII);
        return new String(syscalls.readlinkat(Syscalls.AT_FDCWD, link), StandardCharsets.ISO_8859_1);
    }

    /** Step by step from the last directory that is there: an archive may need a thousand of them. */
    private Opened create(String path) {
        Deque<String> missing = new ArrayDeque<>();
        String at = path;
        Opened in = null;
        while (in == null) {
            EntryPath next = EntryPath.of(at);
            missing.push(next.name());
            at = next.parent();
            in = find(at);
        }
        while (!missing.isEmpty()) {
            in = create(in, missing.pop());
        }
        return in;
    }

    private Opened create(Opened in, String child) {
        EntryPath real = in.child(child);
        int parent = in.fd();
        byte[] name = EntryPath.bytes(child);
        boolean deleted = false;
        try {
            syscalls.mkdirat(parent, name, DIRECTORY_MODE);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            FileStatus there = syscalls.statat(parent, name);
            if (!there.isDirectory() && listener.isDeletedNoMore(parent, real, there)) {
                deleted = true;
                syscalls.mkdirat(parent, name, DIRECTORY_MODE);
            } else if (!there.isDirectory()) {
                throw EntryPath.invalid(real.path(), "it is not a directory, but other entries are below it");
            }
        }
        int fd = syscalls.openat(parent, name, FLAGS | Syscalls.O_NOFOLLOW, 0);
        // Whatever the engine's umask.
        syscalls.fchmod(fd, DIRECTORY_MODE);
        listener.made(real.path(), fd, deleted);
        return put(real.path(), fd);
    }

    @Override
    public void close() {
        open.values().forEach(syscalls::close);
        open.clear();
    }
}
