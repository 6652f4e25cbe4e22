package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.EntrySink;
import io.atoll.store.internal.tar.SparseMap;
import io.atoll.store.internal.tar.TarEntry;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a walk comes by as entries of an archive. */
final class EntryWriter {
    static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    /** Without waiting: what was a file may have become a FIFO. */
    static final int FILE = Syscalls.O_RDONLY | Syscalls.O_NOFOLLOW | Syscalls.O_NONBLOCK;

    private final Syscalls syscalls;
    private final EntryName at;
    private final EntrySink archive;
    private final Xattrs xattrs;
    private final FileContent content;
    private final HardLinks hardLinks = new HardLinks();

    /** @param at where the walk is */
    EntryWriter(Syscalls syscalls, Holes holes, EntryName at, EntrySink archive) {
        this.syscalls = syscalls;
        this.at = at;
        this.archive = archive;
        this.xattrs = new Xattrs(syscalls);
        this.content = new FileContent(syscalls, holes, archive);
    }

    Xattrs xattrs() {
        return xattrs;
    }

    /** Ends the archive; how many entries it has. */
    long finish() throws IOException {
        archive.finish();
        return archive.entries();
    }

    /** Whether a name is an overlay's mark that there is none: a device 0:0; or, where such could not be made, an empty file with an attribute. */
    boolean isDeletion(int directory, byte[] name) {
        return isDeletion(directory, name, syscalls.statat(directory, name));
    }

    boolean isDeletion(int directory, byte[] name, FileStatus status) {
        return status.isWhiteout()
                || (status.isRegular()
                        && status.size() == 0
                        && xattrs.of(directory, name).isWhiteout());
    }

    void directory(FileStatus status, Xattrs.Found found) throws IOException {
        write(TarEntry.DIRECTORY, at.entry(), "", 0, status, found, null);
    }

    /** The mark's own owner and time say nothing: the kernel has one inode for many of them. */
    void deletion(String name) throws IOException {
        archive.begin(new TarEntry(TarEntry.FILE, at.sibling(name), "", 0600, 0, 0, 0, 0, 0, 0, 0, Map.of(), null));
    }

    /**
     * Writes an open file, which must stay what it is meanwhile.
     *
     * @throws ChangedException if it does not
     */
    void file(int fd, FileStatus status, Xattrs.Found found) throws IOException {
        if (isLink(status, found)) {
            return;
        }
        SparseMap sparse = content.sparse(fd, status);
        write(TarEntry.FILE, at.entry(), "", status.size(), status, found, sparse);
        content.copy(fd, status, sparse);
    }

    /**
     * Writes an open file that may be written to meanwhile: as long as it was.
     *
     * @return whether it stayed what it was
     */
    boolean movingFile(int fd, FileStatus status, Xattrs.Found found) throws IOException {
        if (isLink(status, found)) {
            return true;
        }
        SparseMap sparse = null;
        boolean still = true;
        try {
            sparse = content.sparse(fd, status);
        } catch (ChangedException e) {
            syscalls.seek(fd, 0);
            still = false;
        }
        write(TarEntry.FILE, at.entry(), "", status.size(), status, found, sparse);
        return content.copyMoving(fd, status, sparse) && still;
    }

    private boolean isLink(FileStatus status, Xattrs.Found found) throws IOException {
        String target = hardLinks.target(status, at.entry());
        if (target != null) {
            write(TarEntry.HARD_LINK, at.entry(), target, 0, status, found, null);
        }
        return target != null;
    }

    /**
     * Writes what is neither a directory nor a file. A socket means nothing without the process that made it, and archives have no type for it.
     *
     * @return false if it is of no known type
     */
    boolean node(int parent, byte[] name, FileStatus status, Xattrs.Found found) throws IOException {
        int type = status.mode() & Syscalls.S_IFMT;
        if (type == Syscalls.S_IFSOCK) {
            return true;
        }
        char entry = switch (type) {
            case Syscalls.S_IFLNK -> TarEntry.SYMBOLIC_LINK;
            case Syscalls.S_IFCHR -> TarEntry.CHARACTER_DEVICE;
            case Syscalls.S_IFBLK -> TarEntry.BLOCK_DEVICE;
            case Syscalls.S_IFIFO -> TarEntry.FIFO;
            default -> 0;
        };
        if (entry == 0) {
            return false;
        }
        String link = entry == TarEntry.SYMBOLIC_LINK ? EntryName.text(syscalls.readlinkat(parent, name)) : "";
        if (!isLink(status, found)) {
            write(entry, at.entry(), link, 0, status, found, null);
        }
        return true;
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
}
