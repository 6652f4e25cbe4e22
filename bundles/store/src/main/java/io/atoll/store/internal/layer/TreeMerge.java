package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Moves an extracted layer into a root that holds the layers below it, as a mount would show them: the deletions of the layer delete, its
 * files replace, its directories are added to. Because the layer's archive has been written elsewhere before, nothing here depends on the archive's
 * order, and what is deleted can only be of lower layers.
 */
final class TreeMerge {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int BENEATH = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;
    private static final byte[] ITSELF = {};

    private final Syscalls syscalls;
    private final OverlayMarks marks;
    private final CopiedAttributes attributes;
    private final int layer;
    private final int root;
    private final int trash;
    /** In the root, and not of any layer. */
    private final byte[] staging;

    private final Findings ofLayer;
    private final Findings ofAll;
    /** Whether every directory has to be looked at, because marks must be taken away or permissions remembered. */
    private final boolean thorough;

    private final Deque<Step> open = new ArrayDeque<>();
    private int discarded;

    /** @param isMoved the directory was moved as a whole, there was none in its place */
    private record Step(String path, boolean isMoved) {}

    /**
     * @param layer open
     * @param root open
     * @param trash an open directory for what goes
     */
    TreeMerge(
            Syscalls syscalls,
            int layer,
            int root,
            int trash,
            byte[] staging,
            Findings ofLayer,
            Findings ofAll,
            Privilege privilege) {
        this.syscalls = syscalls;
        this.marks = new OverlayMarks(syscalls);
        this.attributes = new CopiedAttributes(syscalls, ofAll);
        this.layer = layer;
        this.root = root;
        this.trash = trash;
        this.staging = staging;
        this.ofLayer = ofLayer;
        this.ofAll = ofAll;
        this.thorough = ofLayer.hasDeletions() || !privilege.full();
    }

    void run() {
        try (DirectoryTimes times = new DirectoryTimes(syscalls, () -> trash)) {
            open.push(new Step("", false));
            while (!open.isEmpty()) {
                Interruption.check();
                Step step = open.pop();
                try {
                    if (step.isMoved()) {
                        clean(step.path(), times);
                    } else {
                        merge(step.path(), times);
                    }
                } catch (KernelException e) {
                    throw new EntryFailure(step.path(), e);
                }
            }
            times.replay(this::setTime);
        }
    }

    private void merge(String path, DirectoryTimes times) {
        int from = directory(layer, path);
        try {
            int to = directory(root, path);
            try {
                merge(path, from, to, times);
            } finally {
                syscalls.close(to);
            }
        } finally {
            syscalls.close(from);
        }
    }

    private void merge(String path, int from, int to, DirectoryTimes times) {
        FileStatus status = syscalls.statat(to, ITSELF);
        if (isListed(path)) {
            status = syscalls.statat(from, ITSELF);
            attributes.copy(from, status, to, status.mode() & 07777, path);
            mode(path);
        }
        times.add(path, status.mtimeSeconds(), status.mtimeNanoseconds());
        if (marks.isOpaque(from)) {
            for (byte[] name : syscalls.list(to)) {
                if (!path.isEmpty() || !Arrays.equals(name, staging)) {
                    discard(to, name, syscalls.statat(to, name));
                }
            }
        }
        for (byte[] name : syscalls.list(from)) {
            move(path, from, to, name);
        }
    }

    /** What the archive did not list stays as lower layers made it. */
    private boolean isListed(String path) {
        return path.isEmpty() ? ofLayer.isRootListed() : !ofLayer.parents().contains(path);
    }

    private void move(String path, int from, int to, byte[] name) {
        FileStatus its = syscalls.statat(from, name);
        FileStatus below = status(to, name);
        if (marks.isDeleted(from, name, its)) {
            if (below != null) {
                discard(to, name, below);
            }
            return;
        }
        String text = new String(name, StandardCharsets.ISO_8859_1);
        String child = path.isEmpty() ? text : path + "/" + text;
        if (its.isDirectory() && below != null && below.isDirectory()) {
            open.push(new Step(child, false));
            return;
        }
        if (below != null && (its.isDirectory() || below.isDirectory())) {
            discard(to, name, below);
        }
        syscalls.renameat(from, name, to, name);
        if (its.isDirectory() && thorough) {
            open.push(new Step(child, true));
        }
    }

    private void clean(String path, DirectoryTimes times) {
        int fd = directory(root, path);
        try {
            FileStatus status = syscalls.statat(fd, ITSELF);
            times.add(path, status.mtimeSeconds(), status.mtimeNanoseconds());
            mode(path);
            marks.clear(fd);
            for (byte[] name : syscalls.list(fd)) {
                FileStatus there = syscalls.statat(fd, name);
                if (there.isDirectory()) {
                    open.push(new Step(path + "/" + new String(name, StandardCharsets.ISO_8859_1), true));
                } else if (marks.isDeleted(fd, name, there)) {
                    syscalls.unlinkat(fd, name, 0);
                }
            }
        } finally {
            syscalls.close(fd);
        }
    }

    private void mode(String path) {
        Integer postponed = ofLayer.postponed().get(path);
        if (postponed == null) {
            ofAll.settle(path);
        } else if (!ofAll.postpone(path, postponed)) {
            ofAll.deny(path, "mode %04o".formatted(postponed));
        }
    }

    private void discard(int directory, byte[] name, FileStatus there) {
        if (there.isDirectory()) {
            byte[] number = ("merged-" + discarded++).getBytes(StandardCharsets.US_ASCII);
            syscalls.renameat(directory, name, trash, number);
        } else {
            syscalls.unlinkat(directory, name, 0);
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

    private int directory(int top, String path) {
        return path.isEmpty()
                ? syscalls.openat(top, new byte[] {'.'}, DIRECTORY, 0)
                : syscalls.openat2(top, EntryPath.bytes(path), DIRECTORY, 0, BENEATH);
    }

    private void setTime(String path, long seconds, int nanoseconds) {
        int fd = directory(root, path);
        try {
            syscalls.utimensat(fd, ITSELF, seconds, nanoseconds);
        } finally {
            syscalls.close(fd);
        }
    }
}
