package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.EntrySink;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a file, or a directory with all that is in it, as entries. Somebody may change it meanwhile: what goes is left out, what is written to is as long as it was. Nothing is followed.
 */
public final class SubtreePacking {
    private final Syscalls syscalls;
    private final BiConsumer<String, String> omissions;
    private final EntryName at = new EntryName();
    private final EntryWriter entries;

    /**
     * @param files whether the entries become files at once: then holes stay holes, however small
     * @param omissions told of a path and why it is not as it is in the tree
     */
    public SubtreePacking(Syscalls syscalls, EntrySink sink, boolean files, BiConsumer<String, String> omissions) {
        this.syscalls = syscalls;
        this.omissions = omissions;
        Holes holes = files ? Holes.unstored(syscalls) : new Holes(syscalls, Holes.LEAST_TOTAL);
        this.entries = new EntryWriter(syscalls, holes, at, sink);
    }

    /**
     * @param parent an open directory
     * @param as what the entry is called; null for a directory of which only what is in it has names
     * @throws KernelException also if it is there no longer
     */
    public void run(int parent, byte[] name, byte @Nullable [] as) throws IOException {
        try (OpenBranch branch = new OpenBranch(syscalls)) {
            if (as != null) {
                at.name(as);
                child(branch, parent, name, syscalls.statat(parent, name));
            } else {
                enter(branch, syscalls.openat(parent, name, EntryWriter.DIRECTORY, 0));
            }
            while (branch.isOpen()) {
                OpenBranch.Level level = branch.last();
                byte[] next = level.next();
                if (next == null) {
                    branch.leave();
                    at.leave();
                } else {
                    at.name(next);
                    child(branch, level.fd(), next);
                }
            }
        }
        entries.finish();
    }

    /** Where it is, for messages. */
    public String at() {
        return at.shown();
    }

    private void child(OpenBranch branch, int parent, byte[] name) throws IOException {
        if (at.isTooLong()) {
            omissions.accept(at.shown(), "left out: its path is too long");
            return;
        }
        try {
            child(branch, parent, name, syscalls.statat(parent, name));
        } catch (KernelException e) {
            MergedDirectory.requireGone(e);
        }
    }

    private void child(OpenBranch branch, int parent, byte[] name, FileStatus status) throws IOException {
        switch (status.mode() & Syscalls.S_IFMT) {
            case Syscalls.S_IFDIR -> {
                int fd = syscalls.openat(parent, name, EntryWriter.DIRECTORY, 0);
                at.enter();
                enter(branch, fd);
            }
            case Syscalls.S_IFREG -> file(parent, name);
            default -> {
                if (!entries.node(parent, name, status, entries.xattrs().of(parent, name))) {
                    omissions.accept(at.shown(), "left out: it is of a type that archives do not have");
                }
            }
        }
    }

    private void enter(OpenBranch branch, int fd) throws IOException {
        OpenBranch.Level level = branch.enter(fd);
        entries.directory(level.status(), entries.xattrs().of(fd));
        byte[][] names = syscalls.list(fd).toArray(byte[][]::new);
        Arrays.sort(names, Arrays::compareUnsigned);
        level.names(names);
    }

    private void file(int parent, byte[] name) throws IOException {
        int fd = syscalls.openat(parent, name, EntryWriter.FILE, 0);
        try {
            FileStatus status = syscalls.statat(fd, OpenBranch.ITSELF);
            if (status.isRegular()
                    && !entries.movingFile(fd, status, entries.xattrs().of(fd))) {
                omissions.accept(at.shown(), "it became shorter while it was copied: zeros are in its place");
            }
        } finally {
            syscalls.close(fd);
        }
    }
}
