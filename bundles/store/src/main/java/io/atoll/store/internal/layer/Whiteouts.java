package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;

/**
 * Deletions (image-spec 1.1 layer.md#whiteouts).
 *
 * <p>A deletion is of what lower layers hold. What the same layer holds under that name stays, whichever came first.
 */
final class Whiteouts {
    static final String PREFIX = ".wh.";
    /** AUFS's own files; the opaque mark is the only one with a meaning outside AUFS. */
    static final String META_PREFIX = ".wh..wh.";

    static final String OPAQUE = ".wh..wh..opq";

    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final Syscalls syscalls;
    private final OpenDirectories directories;
    private final OverlayMarks marks;

    Whiteouts(Syscalls syscalls, OpenDirectories directories, OverlayMarks marks) {
        this.syscalls = syscalls;
        this.directories = directories;
        this.marks = marks;
    }

    /** @param path its name begins with {@link #PREFIX} */
    void apply(EntryPath path, String written) {
        if (written.startsWith("/")) {
            throw EntryPath.invalid(written, "a deletion has an absolute name");
        }
        if (path.name().equals(OPAQUE)) {
            marks.markOpaque(directories.makeStrictly(path.parent()));
            return;
        }
        String deleted = path.name().substring(PREFIX.length());
        if (deleted.isEmpty() || deleted.equals(".") || deleted.equals("..")) {
            throw EntryPath.invalid(written, "it deletes nothing that can have a name");
        }
        delete(directories.makeStrictly(path.parent()), EntryPath.bytes(deleted));
    }

    private void delete(int parent, byte[] name) {
        try {
            marks.delete(parent, name);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            FileStatus there = syscalls.statat(parent, name);
            if (there.isDirectory()) {
                // This layer's own directory stays; what is below it in other layers goes.
                int fd = syscalls.openat(parent, name, DIRECTORY, 0);
                try {
                    marks.markOpaque(fd);
                } finally {
                    syscalls.close(fd);
                }
            }
        }
    }
}
