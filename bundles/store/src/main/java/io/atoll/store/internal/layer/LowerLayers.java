package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extracted layers as a mount of them would show them: deletions and opaque directories hide what is further down. No symbolic link is followed.
 */
final class LowerLayers implements Below {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final Syscalls syscalls;
    private final OverlayMarks marks;
    private final CopiedAttributes attributes;
    private final Linker linker;
    /** Open, top first. */
    private final List<Integer> roots = new ArrayList<>();
    /** The directories that the one looked into last is made of, and its path: neighbours are asked for one after the other. */
    private List<Integer> last = List.of();

    private @Nullable String lastPath;

    /** Makes a name for a file of a lower layer. */
    interface Linker {
        void link(int from, byte[] fromName, FileStatus file, int parent, byte[] name, int scratch, String path);
    }

    private LowerLayers(Syscalls syscalls, CopiedAttributes attributes, Linker linker) {
        this.syscalls = syscalls;
        this.marks = new OverlayMarks(syscalls);
        this.attributes = attributes;
        this.linker = linker;
    }

    /** All layers below in one directory: a file there may have one more name. */
    static LowerLayers flattened(Syscalls syscalls, Findings findings, int root) {
        LowerLayers lower = new LowerLayers(
                syscalls,
                new CopiedAttributes(syscalls, findings),
                (from, fromName, file, parent, name, scratch, path) -> syscalls.linkat(from, fromName, parent, name));
        lower.roots.add(syscalls.openat(root, new byte[] {'.'}, DIRECTORY, 0));
        return lower;
    }

    /** @param layers bottom first; none below the bottom layer */
    LowerLayers(Syscalls syscalls, Findings findings, List<Path> layers) {
        this(syscalls, new CopiedAttributes(syscalls, findings), layers);
    }

    private LowerLayers(Syscalls syscalls, CopiedAttributes attributes, List<Path> layers) {
        this(syscalls, attributes, new CopyUp(syscalls, attributes)::link);
        try {
            for (Path layer : layers.reversed()) {
                int root = syscalls.open(layer, DIRECTORY, 0);
                roots.add(root);
                if (marks.isOpaque(root)) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean link(EntryPath target, int parent, byte[] name, int scratch) {
        byte[] from = EntryPath.bytes(target.name());
        for (int directory : directories(target.parent())) {
            FileStatus there = status(directory, from);
            if (there != null) {
                if (there.isDirectory() || marks.isDeleted(directory, from, there)) {
                    return false;
                }
                linker.link(directory, from, there, parent, name, scratch, target.path());
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable FileStatus directory(String path, int fd) {
        List<Integer> all = directories(path);
        if (all.isEmpty()) {
            return null;
        }
        FileStatus status = syscalls.statat(all.getFirst(), new byte[0]);
        attributes.copy(all.getFirst(), status, fd, status.mode() & 07777, path);
        return status;
    }

    /** Whether a directory here has another owner, other permissions or attributes than this one. */
    boolean differs(String path, int fd) {
        List<Integer> all = directories(path);
        return !all.isEmpty()
                && !attributes.same(
                        all.getFirst(),
                        syscalls.statat(all.getFirst(), new byte[0]),
                        fd,
                        syscalls.statat(fd, new byte[0]));
    }

    /** The directories that together are the one of this path, top first; open until the next call. Empty if there is none. */
    private List<Integer> directories(String path) {
        if (path.equals(lastPath)) {
            return last;
        }
        forget();
        List<Integer> at = roots;
        int start = 0;
        while (start < path.length() && !at.isEmpty()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            List<Integer> next;
            try {
                next = below(at, EntryPath.bytes(path.substring(start, end)));
            } finally {
                if (!at.equals(roots)) {
                    at.forEach(syscalls::close);
                }
            }
            at = next;
            start = end + 1;
        }
        last = at;
        lastPath = path;
        return at;
    }

    private List<Integer> below(List<Integer> parents, byte[] name) {
        List<Integer> found = new ArrayList<>();
        try {
            for (int parent : parents) {
                FileStatus there = status(parent, name);
                if (there == null) {
                    continue;
                }
                if (!there.isDirectory()) {
                    // Deleted, or another kind of file: it hides what is further down.
                    break;
                }
                int fd = syscalls.openat(parent, name, DIRECTORY, 0);
                found.add(fd);
                if (marks.isOpaque(fd)) {
                    break;
                }
            }
            return found;
        } catch (RuntimeException e) {
            found.forEach(syscalls::close);
            throw e;
        }
    }

    private @Nullable FileStatus status(int directory, byte[] name) {
        try {
            return syscalls.statat(directory, name);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT) {
                return null;
            }
            throw e;
        }
    }

    private void forget() {
        if (!last.equals(roots)) {
            last.forEach(syscalls::close);
        }
        last = List.of();
        lastPath = null;
    }

    @Override
    public void close() {
        forget();
        roots.forEach(syscalls::close);
        roots.clear();
    }
}
