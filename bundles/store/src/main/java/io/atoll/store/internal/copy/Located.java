package io.atoll.store.internal.copy;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A name in an open directory of a root.
 *
 * @param parent the directory, {@code O_PATH}
 * @param path where the directory is in the root; each char is a byte
 * @param name each char is a byte; {@code .} for a directory that is no name's
 * @param status null if there is nothing of that name
 */
record Located(
        Syscalls syscalls,
        int parent,
        String path,
        String name,
        @Nullable FileStatus status) implements AutoCloseable {
    static final int PLACE = Syscalls.O_PATH | Syscalls.O_DIRECTORY | Syscalls.O_CLOEXEC;
    static final int WITHIN = Syscalls.RESOLVE_IN_ROOT | Syscalls.RESOLVE_NO_MAGICLINKS;
    private static final int MOST_LINKS = 40;
    private static final String ITSELF = ".";

    /**
     * Finds a path in a root.
     *
     * @param path absolute; each char is a byte
     * @param follow whether the last name, if it is a symbolic link, is what it leads to; the others always are
     * @throws KernelException ENOENT if the directory it is in is not there
     */
    static Located find(Syscalls syscalls, int root, String path, boolean follow) {
        String at = path;
        for (int links = 0; links <= MOST_LINKS; links++) {
            Located found = step(syscalls, root, at);
            FileStatus status = found.status;
            if (!follow || status == null || !status.isSymbolicLink()) {
                return found;
            }
            try {
                String target = text(syscalls.readlinkat(found.parent, bytes(found.name)));
                at = target.startsWith("/") ? target : found.path + "/" + target;
            } catch (KernelException e) {
                if (e.errno() != KernelException.EINVAL && e.errno() != KernelException.ENOENT) {
                    throw e;
                }
                // It was one a moment ago: look again.
            } finally {
                found.close();
            }
        }
        throw new KernelException("open", path, KernelException.ELOOP, "too many symbolic links");
    }

    private static Located step(Syscalls syscalls, int root, String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        int slash = path.lastIndexOf('/', end - 1);
        String name = path.substring(slash + 1, end);
        boolean itself = name.isEmpty() || name.equals(".") || name.equals("..");
        String directory = itself ? path : path.substring(0, slash + 1);
        int parent = syscalls.openat2(root, bytes(directory.isEmpty() ? "/" : directory), PLACE, 0, WITHIN);
        String its = itself ? ITSELF : name;
        FileStatus status = null;
        try {
            status = syscalls.statat(parent, bytes(its));
        } catch (KernelException e) {
            if (e.errno() != KernelException.ENOENT) {
                syscalls.close(parent);
                throw e;
            }
        }
        return new Located(syscalls, parent, directory, its, status);
    }

    boolean isDirectory() {
        return status != null && status.isDirectory();
    }

    /** What it is called in the root; each char is a byte. */
    String fullPath() {
        return path + "/" + name;
    }

    /**
     * Opens it, if it is a directory still.
     *
     * @return {@code O_PATH}, to be closed
     */
    int openDirectory() {
        return syscalls.openat(parent, bytes(name), PLACE | Syscalls.O_NOFOLLOW, 0);
    }

    @Override
    public void close() {
        syscalls.close(parent);
    }

    static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] path) {
        return new String(path, StandardCharsets.ISO_8859_1);
    }
}
