package io.atoll.store.internal.pack;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.tar.SparseMap;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs one tree: depth first, a directory before what is in it, names in the order of their bytes. Somebody may change the tree meanwhile, and link to
 * anywhere: nothing is followed, and what is not what it was a moment ago ends the packing.
 *
 * <p>In memory: the names of the directories on the way down, 40 bytes and their own length each; and the path of every file with several links.
 */
final class Packing {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    /** Without waiting: what was a file may have become a FIFO. */
    private static final int FILE = Syscalls.O_RDONLY | Syscalls.O_NOFOLLOW | Syscalls.O_NONBLOCK;

    private final Syscalls syscalls;
    private final Path tree;
    private final boolean overlay;
    private final TarWriter archive;
    private final Xattrs xattrs;
    private final FileContent content;
    private final HardLinks hardLinks = new HardLinks();
    private final EntryName at = new EntryName();

    Packing(Syscalls syscalls, Holes holes, Source source, Path tree, OutputStream out) {
        this.syscalls = syscalls;
        this.tree = tree;
        this.overlay = source == Source.OVERLAY;
        this.archive = new TarWriter(out);
        this.xattrs = new Xattrs(syscalls);
        this.content = new FileContent(syscalls, holes, archive);
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
        archive.finish();
        return archive.entries();
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
                enter(branch, opened(parent, name, DIRECTORY, status));
            }
            case Syscalls.S_IFREG -> file(parent, name, status);
            case Syscalls.S_IFLNK ->
                node(parent, name, status, TarEntry.SYMBOLIC_LINK, EntryName.text(syscalls.readlinkat(parent, name)));
            case Syscalls.S_IFCHR -> {
                if (status.isWhiteout()) {
                    throw invalid(
                            "it is a character device 0:0, which in an overlay is a deletion: if the directory is an"
                                    + " overlay's upper one it must be packed as such, else the device must be removed");
                }
                node(parent, name, status, TarEntry.CHARACTER_DEVICE, "");
            }
            case Syscalls.S_IFBLK -> node(parent, name, status, TarEntry.BLOCK_DEVICE, "");
            case Syscalls.S_IFIFO -> node(parent, name, status, TarEntry.FIFO, "");
            case Syscalls.S_IFSOCK -> {
                // Means nothing without the process that made it; archives have no type for it.
            }
            default -> throw invalid("it is of a type that archives do not have");
        }
    }

    /** Writes a directory and makes it the one whose names come next. */
    private void enter(OpenBranch branch, int fd) throws IOException {
        OpenBranch.Level level = branch.enter(fd);
        Xattrs.Found found = found(xattrs.of(fd));
        write(TarEntry.DIRECTORY, at.entry(), "", 0, level.status(), found, null);
        byte[][] names = syscalls.list(fd).toArray(byte[][]::new);
        Arrays.sort(names, Arrays::compareUnsigned);
        if (overlay) {
            if (found.isOpaque()) {
                deletion(EntryName.OPAQUE);
            }
            deletions(fd, names);
        }
        level.names(names);
    }

    /** Deletions come before their siblings, as image-spec recommends; their names are taken away. */
    private void deletions(int directory, byte[][] names) throws IOException {
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            if (isDeletion(directory, name)) {
                at.name(name);
                String unfit = at.unfit();
                if (unfit != null) {
                    throw invalid(unfit);
                }
                deletion(EntryName.WHITEOUT + EntryName.text(name));
                names[i] = OpenBranch.ITSELF;
            }
        }
    }

    /** A device 0:0; or, where such could not be made, an empty file with an attribute. */
    private boolean isDeletion(int directory, byte[] name) {
        FileStatus status = syscalls.statat(directory, name);
        return status.isWhiteout()
                || (status.isRegular()
                        && status.size() == 0
                        && xattrs.of(directory, name).isWhiteout());
    }

    /** The mark's own owner and time say nothing: the kernel has one inode for many of them. */
    private void deletion(String name) throws IOException {
        archive.begin(new TarEntry(TarEntry.FILE, at.sibling(name), "", 0600, 0, 0, 0, 0, 0, 0, 0, Map.of(), null));
    }

    private void file(int parent, byte[] name, FileStatus seen) throws IOException {
        int fd = opened(parent, name, FILE, seen);
        try {
            FileStatus status = syscalls.statat(fd, OpenBranch.ITSELF);
            Xattrs.Found found = found(xattrs.of(fd));
            String target = hardLinks.target(status, at.entry());
            if (target != null) {
                write(TarEntry.HARD_LINK, at.entry(), target, 0, status, found, null);
                return;
            }
            SparseMap sparse = content.sparse(fd, status.size());
            write(TarEntry.FILE, at.entry(), "", status.size(), status, found, sparse);
            content.copy(fd, status, sparse);
        } finally {
            syscalls.close(fd);
        }
    }

    private void node(int parent, byte[] name, FileStatus status, char type, String link) throws IOException {
        Xattrs.Found found = found(xattrs.of(parent, name));
        String target = hardLinks.target(status, at.entry());
        if (target != null) {
            write(TarEntry.HARD_LINK, at.entry(), target, 0, status, found, null);
        } else {
            write(type, at.entry(), link, 0, status, found, null);
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

    /** A hard link has its file's attributes again: who extracts it sets the owner again, which takes capabilities away. */
    private void write(
            char type,
            String name,
            String link,
            long size,
            FileStatus status,
            Xattrs.Found found,
            @Nullable SparseMap sparse)
            throws IOException {
        boolean device = type == TarEntry.CHARACTER_DEVICE || type == TarEntry.BLOCK_DEVICE;
        archive.begin(new TarEntry(
                type,
                name,
                link,
                status.mode() & 07777,
                status.uid(),
                status.gid(),
                size,
                status.mtimeSeconds(),
                status.mtimeNanoseconds(),
                device ? major(status.rdev()) : 0,
                device ? minor(status.rdev()) : 0,
                found.kept(),
                sparse));
    }

    /** The reverse of {@link Syscalls#makedev}. */
    private static long major(long device) {
        return ((device >>> 32) & 0xfffff000L) | ((device >>> 8) & 0xfffL);
    }

    private static long minor(long device) {
        return ((device >>> 12) & 0xffffff00L) | (device & 0xffL);
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
