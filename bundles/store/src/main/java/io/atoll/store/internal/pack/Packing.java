package io.atoll.store.internal.pack;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Packs one tree: depth first, a directory before what is in it, names in the order of their bytes. Somebody may change the tree meanwhile, and link to
 * anywhere: nothing is followed, and what is not what it was a moment ago ends the packing.
 *
 * <p>In memory: the names of the directories on the way down, 40 bytes and their own length each; and the path of every file with several links.
 */
final class Packing {
    private final Syscalls syscalls;
    private final Path tree;
    private final boolean overlay;
    private final EntryName at = new EntryName();
    private final EntryWriter entries;

    Packing(Syscalls syscalls, Holes holes, Source source, Path tree, OutputStream out) {
        this.syscalls = syscalls;
        this.tree = tree;
        this.overlay = source == Source.OVERLAY;
        this.entries = new EntryWriter(syscalls, holes, at, new TarWriter(out));
    }

    /** @return how many entries there are */
    long run() throws IOException {
        int root;
        try {
            root = syscalls.open(tree, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
        } catch (KernelException e) {
            throw Failures.of("pack the directory " + tree, tree, e);
        }
        try (OpenBranch branch = new OpenBranch(syscalls)) {
            enter(branch, root);
            while (branch.isOpen()) {
                OpenBranch.Level level = branch.last();
                byte[] name = level.next();
                if (name == null) {
                    branch.leave();
                    at.leave();
                } else {
                    at.name(name);
                    child(branch, level.fd(), name);
                }
            }
        } catch (KernelException e) {
            throw failure(e);
        } catch (ChangedException e) {
            throw new AtollException(ErrorCode.CONFLICT, "cannot pack %s: %s".formatted(here(), e.getMessage()), e);
        } catch (TarException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot pack %s: %s".formatted(here(), e.getMessage()), e);
        }
        return entries.finish();
    }

    private void child(OpenBranch branch, int parent, byte[] name) throws IOException {
        String unfit = at.unfit();
        if (unfit != null) {
            throw invalid(unfit);
        }
        FileStatus status = syscalls.statat(parent, name);
        switch (status.mode() & Syscalls.S_IFMT) {
            case Syscalls.S_IFDIR -> {
                at.enter();
                enter(branch, opened(parent, name, EntryWriter.DIRECTORY, status));
            }
            case Syscalls.S_IFREG -> file(parent, name, status);
            default -> {
                if (status.isWhiteout()) {
                    throw invalid(
                            "it is a character device 0:0, which in an overlay is a deletion: if the directory is an"
                                    + " overlay's upper one it must be packed as such, else the device must be removed");
                }
                if (!entries.node(parent, name, status, found(entries.xattrs().of(parent, name)))) {
                    throw invalid("it is of a type that archives do not have");
                }
            }
        }
    }

    /** Writes a directory and makes it the one whose names come next. */
    private void enter(OpenBranch branch, int fd) throws IOException {
        OpenBranch.Level level = branch.enter(fd);
        Xattrs.Found found = found(entries.xattrs().of(fd));
        entries.directory(level.status(), found);
        byte[][] names = syscalls.list(fd).toArray(byte[][]::new);
        Arrays.sort(names, Arrays::compareUnsigned);
        if (overlay) {
            if (found.isOpaque()) {
                entries.deletion(EntryName.OPAQUE);
            }
            deletions(fd, names);
        }
        level.names(names);
    }

    /** Deletions come before their siblings, as image-spec recommends; their names are taken away. */
    private void deletions(int directory, byte[][] names) throws IOException {
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            if (entries.isDeletion(directory, name)) {
                at.name(name);
                String unfit = at.unfit();
                if (unfit != null) {
                    throw invalid(unfit);
                }
                entries.deletion(EntryName.WHITEOUT + EntryName.text(name));
                names[i] = OpenBranch.ITSELF;
            }
        }
    }

    private void file(int parent, byte[] name, FileStatus seen) throws IOException {
        int fd = opened(parent, name, EntryWriter.FILE, seen);
        try {
            entries.file(
                    fd,
                    syscalls.statat(fd, OpenBranch.ITSELF),
                    found(entries.xattrs().of(fd)));
        } finally {
            syscalls.close(fd);
        }
    }

    private int opened(int parent, byte[] name, int flags, FileStatus seen) throws ChangedException {
        int fd = syscalls.openat(parent, name, flags, 0);
        FileStatus now = syscalls.statat(fd, OpenBranch.ITSELF);
        if (!OpenBranch.isSame(seen, now)) {
            syscalls.close(fd);
            throw new ChangedException("it was replaced while it was packed");
        }
        return fd;
    }

    /** A directory that was renamed and a file of which only the attributes were copied are not all here: the rest is in a lower layer. */
    private Xattrs.Found found(Xattrs.Found found) {
        if (overlay && found.needsLower()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot pack %s: its content is elsewhere (overlay.redirect or overlay.metacopy): mount the overlay"
                                    .formatted(here())
                            + " with redirect_dir=off,metacopy=off");
        }
        return found;
    }

    private String here() {
        return at.isRoot() ? "the directory " + tree : "'%s' in %s".formatted(at.shown(), tree);
    }

    private AtollException invalid(String why) {
        return new AtollException(ErrorCode.INVALID, "cannot pack %s: %s".formatted(here(), why));
    }

    private AtollException failure(KernelException e) {
        return switch (e.errno()) {
            case KernelException.ENOENT, KernelException.ENOTDIR, KernelException.ELOOP, KernelException.ENODATA ->
                new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot pack %s: it was changed while it was packed (%s)".formatted(here(), e.getMessage()),
                        e);
            default -> Failures.of("pack " + here(), tree, e);
        };
    }
}
