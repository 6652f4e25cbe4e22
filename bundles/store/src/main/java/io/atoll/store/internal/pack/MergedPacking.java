package io.atoll.store.internal.pack;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.layer.UnpackReport.Omission;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Packs what a mounted overlay would show of several directories, without a mount, in the order of {@link Packing}. A container may be running on the topmost
 * and write to it: what goes meanwhile is not in the archive, what is written to is as long as it was. Nothing is followed, and nothing outside of the
 * directories is reached.
 *
 * <p>In memory: as of {@link Packing}.
 */
public final class MergedPacking {
    private static final int MOST_OMISSIONS = 1000;

    private final Syscalls syscalls;
    private final List<Path> directories;
    private final EntryName at = new EntryName();
    private final EntryWriter entries;
    private final Deque<MergedDirectory> open = new ArrayDeque<>();
    private final List<Omission> omissions = new ArrayList<>();
    private long omitted;
    private long bytes;

    /** @param directories the topmost first */
    public MergedPacking(Syscalls syscalls, List<Path> directories, OutputStream archive) {
        this.syscalls = syscalls;
        this.directories = directories;
        this.entries = new EntryWriter(syscalls, new Holes(syscalls, Holes.LEAST_TOTAL), at, new TarWriter(archive));
    }

    public UnpackReport run() throws IOException {
        List<Integer> roots = new ArrayList<>();
        try {
            for (Path directory : directories) {
                roots.add(syscalls.open(directory, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0));
            }
            FileStatus top = syscalls.statat(roots.getFirst(), OpenBranch.ITSELF);
            enter(MergedDirectory.root(syscalls, entries, roots));
            while (!open.isEmpty()) {
                MergedDirectory directory = open.element();
                MergedDirectory.Child child = directory.next();
                if (child == null) {
                    open.remove().close();
                    at.leave();
                } else {
                    at.name(child.name());
                    child(directory, child);
                }
            }
            requireStillThere(top);
        } catch (KernelException e) {
            throw Failures.of("pack " + here(), directories.getFirst(), e);
        } catch (TarException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot pack %s: %s".formatted(here(), e.getMessage()), e);
        } finally {
            open.forEach(MergedDirectory::close);
            roots.forEach(syscalls::close);
        }
        return new UnpackReport(entries.finish(), bytes, omissions, omitted);
    }

    private void child(MergedDirectory parent, MergedDirectory.Child child) throws IOException {
        String unfit = at.unfit();
        if (unfit != null) {
            omit("not in it: " + unfit);
            return;
        }
        int fd = parent.fd(child.top());
        if (fd < 0) {
            return;
        }
        try {
            child(parent, child, fd);
        } catch (KernelException e) {
            MergedDirectory.requireGone(e);
        }
    }

    private void child(MergedDirectory parent, MergedDirectory.Child child, int fd) throws IOException {
        FileStatus status = syscalls.statat(fd, child.name());
        if (entries.isDeletion(fd, child.name(), status)) {
            return;
        }
        switch (status.mode() & Syscalls.S_IFMT) {
            case Syscalls.S_IFDIR -> {
                at.enter();
                enter(parent.child(child));
            }
            case Syscalls.S_IFREG -> file(fd, child.name());
            default -> {
                if (!entries.node(fd, child.name(), status, entries.xattrs().of(fd, child.name()))) {
                    omit("not in it: it is of a type that archives do not have");
                }
            }
        }
    }

    private void enter(MergedDirectory directory) throws IOException {
        if (!open.isEmpty()) {
            open.element().close(); // opened again when it is gone on with: a tree may be deep
        }
        open.push(directory);
        int fd = directory.top();
        if (fd >= 0) {
            Xattrs.Found found = entries.xattrs().of(fd);
            requireComplete(found);
            entries.directory(syscalls.statat(fd, OpenBranch.ITSELF), found);
            directory.list();
        }
    }

    private void file(int parent, byte[] name) throws IOException {
        int fd = syscalls.openat(parent, name, EntryWriter.FILE, 0);
        try {
            FileStatus status = syscalls.statat(fd, OpenBranch.ITSELF);
            if (status.isRegular()) {
                Xattrs.Found found = entries.xattrs().of(fd);
                requireComplete(found);
                bytes += status.size();
                if (!entries.movingFile(fd, status, found)) {
                    omit("it became shorter while it was packed: zeros are in its place");
                }
            }
        } finally {
            syscalls.close(fd);
        }
    }

    private void requireComplete(Xattrs.Found found) {
        if (found.needsLower()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot pack %s: its content is elsewhere (overlay.redirect or overlay.metacopy)"
                            .formatted(here()));
        }
    }

    /** Without this, of what is removed meanwhile there would be an archive of the half. */
    private void requireStillThere(FileStatus top) {
        Path directory = directories.getFirst();
        boolean there = false;
        try {
            int fd = syscalls.open(directory, EntryWriter.DIRECTORY, 0);
            there = OpenBranch.isSame(top, syscalls.statat(fd, OpenBranch.ITSELF));
            syscalls.close(fd);
        } catch (KernelException e) {
            MergedDirectory.requireGone(e);
        }
        if (!there) {
            throw new AtollException(
                    ErrorCode.CONFLICT, "cannot pack %s: it was removed while it was packed".formatted(directory));
        }
    }

    private void omit(String why) {
        omitted++;
        if (omissions.size() < MOST_OMISSIONS) {
            omissions.add(new Omission(at.shown(), why));
        }
    }

    private String here() {
        Path top = directories.getFirst();
        return at.isRoot() ? "the directory " + top : "'%s' in %s".formatted(at.shown(), top);
    }
}
