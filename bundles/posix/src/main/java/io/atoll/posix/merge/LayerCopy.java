package io.atoll.posix.merge;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Applies one layer, or one directory of a layer, to the copy so far: deletions first take away, then what the layer holds replaces what is there. No link is followed, and
 * nothing outside of the two directories is reached.
 */
public final class LayerCopy {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int READ = Syscalls.O_RDONLY | Syscalls.O_NOFOLLOW | Syscalls.O_NONBLOCK;
    private static final int NEW_FILE = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;
    private static final byte[] ROOT = {};

    private final Syscalls syscalls;
    private final int target;
    private final Attributes attributes;
    private final FileContent content;
    private final Removal removal;
    /** Where the first name of a file with several was copied to, by inode in the layer. */
    private final Map<Long, byte[]> linked = new HashMap<>();

    /** @param target an open directory */
    public LayerCopy(Syscalls syscalls, int target) {
        this.syscalls = syscalls;
        this.target = target;
        this.attributes = new Attributes(syscalls);
        this.content = new FileContent(syscalls);
        this.removal = new Removal(syscalls);
    }

    /**
     * Copies. What the file system of the copy cannot hold of extended attributes is left out.
     *
     * @param layer an open directory
     * @param first whether nothing was copied before
     * @param root whether the layer says what the directory itself is like
     * @throws KernelException where the file system fails; the copy is then of no use
     */
    public void merge(int layer, boolean first, boolean root) {
        contents(layer, target, ROOT, first);
        if (root) {
            attributes.copy(layer, target, syscalls.statat(layer, ROOT));
        }
    }

    /** Makes the target what another directory is like: owner, permissions, extended attributes, time. */
    public void attributes(int directory, FileStatus status) {
        attributes.copy(directory, target, status);
    }

    /** @param fresh whether the target is new, so that nothing in it can be in the way */
    private void directory(int from, int to, byte[] path, FileStatus status, boolean fresh) {
        contents(from, to, path, fresh);
        // Last: whatever is made in a directory changes its time.
        attributes.copy(from, to, status);
    }

    private void contents(int from, int to, byte[] path, boolean fresh) {
        if (!fresh && attributes.isOpaque(from)) {
            removal.empty(to);
        }
        for (byte[] name : syscalls.list(from)) {
            entry(from, to, name, join(path, name), fresh);
        }
    }

    private void entry(int from, int to, byte[] name, byte[] path, boolean fresh) {
        FileStatus status = syscalls.statat(from, name);
        if (status.isDirectory()) {
            subdirectory(from, to, name, path, status);
            return;
        }
        if (!fresh) {
            removal.remove(to, name);
        }
        if (status.isWhiteout()) {
            return;
        }
        if (status.links() > 1) {
            byte[] first = linked.putIfAbsent(status.inode(), path);
            if (first != null) {
                link(first, to, name);
                return;
            }
        }
        if (status.isRegular()) {
            file(from, to, name, status);
        } else {
            special(from, to, name, status);
        }
    }

    private void subdirectory(int from, int to, byte[] name, byte[] path, FileStatus status) {
        boolean fresh = true;
        try {
            syscalls.mkdirat(to, name, 0700);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            fresh = !syscalls.statat(to, name).isDirectory();
            if (fresh) {
                removal.remove(to, name);
                syscalls.mkdirat(to, name, 0700);
            }
        }
        int source = syscalls.openat(from, name, DIRECTORY, 0);
        try {
            int copy = syscalls.openat(to, name, DIRECTORY, 0);
            try {
                directory(source, copy, path, status, fresh);
            } finally {
                syscalls.close(copy);
            }
        } finally {
            syscalls.close(source);
        }
    }

    private void link(byte[] first, int to, byte[] name) {
        int slash = first.length - 1;
        while (slash >= 0 && first[slash] != '/') {
            slash--;
        }
        byte[] last = java.util.Arrays.copyOfRange(first, slash + 1, first.length);
        if (slash < 0) {
            syscalls.linkat(target, last, to, name);
            return;
        }
        byte[] parent = java.util.Arrays.copyOf(first, slash);
        int directory =
                syscalls.openat2(target, parent, DIRECTORY, 0, Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS);
        try {
            syscalls.linkat(directory, last, to, name);
        } finally {
            syscalls.close(directory);
        }
    }

    private void file(int from, int to, byte[] name, FileStatus status) {
        int source = syscalls.openat(from, name, READ, 0);
        try {
            int copy = syscalls.openat(to, name, NEW_FILE, 0600);
            try {
                content.copy(source, copy, status);
                attributes.copy(source, copy, status);
            } finally {
                syscalls.close(copy);
            }
        } finally {
            syscalls.close(source);
        }
    }

    private void special(int from, int to, byte[] name, FileStatus status) {
        if (status.isSymbolicLink()) {
            syscalls.symlinkat(syscalls.readlinkat(from, name), to, name);
        } else {
            syscalls.mknodat(to, name, (status.mode() & Syscalls.S_IFMT) | 0600, status.rdev());
        }
        attributes.copy(from, to, name, status);
    }

    private static byte[] join(byte[] path, byte[] name) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(path.length + 1 + name.length);
        if (path.length > 0) {
            joined.writeBytes(path);
            joined.write('/');
        }
        joined.writeBytes(name);
        return joined.toByteArray();
    }
}
