package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.SparseMap;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies an archive's entries to an empty directory. The archive is hostile: everything happens relative to descriptors of directories
 * beneath that one, new names are made exclusively, and what is in the way is moved out before.
 */
final class LayerWriter implements OpenDirectories.Listener, AutoCloseable {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int NEW_FILE = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;
    /** Of an extended attribute: too large a value, too long a name. */
    private static final int E2BIG = 7;

    private static final int ERANGE = 34;
    private static final int BENEATH = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;

    private final Syscalls syscalls;
    private final int root;
    /** Where replaced files and trees go, to be removed when all is done. */
    private final int trash;

    private final Limits limits;
    private final Below below;
    private final Findings findings;
    private final Attributes attributes;
    private final OpenDirectories directories;
    private final OverlayMarks marks;
    private final Whiteouts whiteouts;
    private final DirectoryTimes times;

    private int replaced;

    LayerWriter(
            Syscalls syscalls,
            int root,
            int trash,
            Limits limits,
            Below below,
            Findings findings,
            Privilege privilege) {
        this.syscalls = syscalls;
        this.root = root;
        this.trash = trash;
        this.limits = limits;
        this.below = below;
        this.findings = findings;
        this.attributes = new Attributes(syscalls, findings, privilege);
        this.directories = new OpenDirectories(syscalls, root, limits.depth(), this);
        this.marks = new OverlayMarks(syscalls);
        this.whiteouts = new Whiteouts(syscalls, directories, marks);
        this.times = new DirectoryTimes(syscalls, () -> trash);
    }

    void write(TarReader archive) throws IOException {
        for (TarEntry entry = archive.next(); entry != null; entry = archive.next()) {
            try {
                write(entry, archive);
            } catch (KernelException e) {
                throw failure(entry, e);
            }
        }
        if (!findings.isRootListed()) {
            like(root, "");
        }
        times.replay(this::setTime);
    }

    private void write(TarEntry entry, TarReader archive) throws IOException {
        Interruption.check();
        EntryPath path = EntryPath.of(entry.name());
        check(entry, path);
        if (path.isRoot()) {
            root(entry);
        } else if (path.name().startsWith(Whiteouts.PREFIX) && !isMeta(path.name())) {
            findings.deletion();
            whiteouts.apply(path, entry.name());
        } else if (!path.hasComponent(Whiteouts.META_PREFIX)) {
            if (path.hasComponent(Whiteouts.PREFIX)) {
                throw EntryPath.invalid(entry.name(), "it is below a deletion");
            }
            make(entry, path, archive);
        }
    }

    private void check(TarEntry entry, EntryPath path) {
        findings.count(entry.size());
        if (findings.entries() > limits.entries()) {
            throw tooMuch("more than %d entries", limits.entries(), "entries");
        }
        if (path.depth() > limits.depth()) {
            throw tooMuch("directories nested more than %d deep", limits.depth(), "depth");
        }
        // Not only what is in the archive: a sparse file is as large as it says.
        if (entry.size() > limits.bytes() || findings.bytes() > limits.bytes()) {
            throw tooMuch("files of more than %d bytes", limits.bytes(), "bytes");
        }
    }

    private static boolean isMeta(String name) {
        return name.startsWith(Whiteouts.META_PREFIX) && !name.equals(Whiteouts.OPAQUE);
    }

    private void root(TarEntry entry) {
        if (entry.type() != TarEntry.DIRECTORY) {
            throw EntryPath.invalid(entry.name(), "it replaces the root, which is a directory");
        }
        findings.rootListed();
        attributes.directory(root, "", entry);
        times.add("", entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    private void make(TarEntry entry, EntryPath written, TarReader archive) throws IOException {
        OpenDirectories.Opened in = directories.make(written.parent());
        // Where it really is, if there are symbolic links on the way.
        EntryPath path = in.path().equals(written.parent()) ? written : in.child(written.name());
        int parent = in.fd();
        byte[] name = EntryPath.bytes(path.name());
        switch (entry.type()) {
            case TarEntry.FILE -> file(entry, path, parent, name, archive);
            case TarEntry.DIRECTORY -> directory(entry, path, parent, name);
            case TarEntry.HARD_LINK -> link(entry, path, parent, name);
            case TarEntry.SYMBOLIC_LINK -> {
                byte[] target = EntryPath.bytes(entry.linkName());
                exclusively(path, parent, () -> {
                    syscalls.symlinkat(target, parent, name);
                    return null;
                });
                attributes.apply(parent, name, entry);
            }
            case TarEntry.CHARACTER_DEVICE -> node(entry, path, parent, name, Syscalls.S_IFCHR);
            case TarEntry.BLOCK_DEVICE -> node(entry, path, parent, name, Syscalls.S_IFBLK);
            case TarEntry.FIFO -> node(entry, path, parent, name, Syscalls.S_IFIFO);
            default ->
                throw EntryPath.invalid(
                        entry.name(), "its type '%c' (%d) is unknown".formatted(entry.type(), (int) entry.type()));
        }
    }

    private void file(TarEntry entry, EntryPath path, int parent, byte[] name, TarReader archive) throws IOException {
        int fd = exclusively(path, parent, () -> syscalls.openat(parent, name, NEW_FILE, 0600));
        try {
            SparseMap sparse = entry.sparse();
            if (sparse == null) {
                archive.copyTo((buffer, offset, length) -> write(fd, buffer, offset, length));
            } else {
                sparse(entry, sparse, fd, archive);
            }
            attributes.file(fd, entry);
            attributes.time(fd, entry);
        } finally {
            syscalls.close(fd);
        }
    }

    private void write(int fd, byte[] buffer, int offset, int length) {
        Interruption.check();
        syscalls.write(fd, buffer, offset, length);
    }

    private void sparse(TarEntry entry, SparseMap sparse, int fd, TarReader archive) throws IOException {
        syscalls.ftruncate(fd, entry.size());
        for (int i = 0; i + 1 < sparse.parts().size(); i += 2) {
            syscalls.seek(fd, sparse.parts().get(i));
            archive.copyTo(sparse.parts().get(i + 1), (buffer, offset, length) -> write(fd, buffer, offset, length));
        }
    }

    private void directory(TarEntry entry, EntryPath path, int parent, byte[] name) {
        boolean deleted = false;
        boolean known = false;
        try {
            syscalls.mkdirat(parent, name, 0700);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            FileStatus there = syscalls.statat(parent, name);
            known = there.isDirectory();
            if (!known) {
                deleted = replace(parent, path, there);
                syscalls.mkdirat(parent, name, 0700);
            }
        }
        int fd = syscalls.openat(parent, name, DIRECTORY, 0);
        String its = path.path();
        directories.put(its, fd);
        findings.listed(its);
        if (known) {
            attributes.clear(fd);
        }
        attributes.directory(fd, its, entry);
        if (deleted) {
            marks.markOpaque(fd);
        }
        times.add(its, entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    @Override
    public boolean isDeletedNoMore(int parent, EntryPath path, FileStatus there) {
        return marks.isDeleted(parent, EntryPath.bytes(path.name()), there) && replace(parent, path, there);
    }

    /** A directory that the archive has not listed, so far: it is as lower layers have it. */
    @Override
    public void made(String path, int fd, boolean wasDeleted) {
        if (wasDeleted) {
            marks.markOpaque(fd);
        } else {
            findings.implied(path);
            like(fd, path);
        }
    }

    private void like(int fd, String path) {
        FileStatus lower = below.directory(path, fd);
        if (lower != null) {
            syscalls.fchmod(fd, attributes.directoryMode(path, lower.mode() & 07777));
            times.add(path, lower.mtimeSeconds(), lower.mtimeNanoseconds());
        }
    }

    private void link(TarEntry entry, EntryPath path, int parent, byte[] name) {
        EntryPath target = EntryPath.of(entry.linkName());
        if (target.isRoot() || target.equals(path) || target.hasComponent(Whiteouts.PREFIX)) {
            throw EntryPath.invalid(
                    entry.name(), "it is a hard link to '%s'".formatted(EntryPath.text(entry.linkName())));
        }
        Boolean there = linked(path, target, parent, name);
        if (there == null) {
            there = exclusively(path, parent, () -> below.link(target, parent, name, trash));
        }
        if (!there) {
            throw EntryPath.invalid(
                    entry.name(),
                    "it is a hard link to '%s', which is no file of this layer or one below"
                            .formatted(EntryPath.text(entry.linkName())));
        }
    }

    /** Links to a file of this layer; null if it has nothing of this name, false if it has something that cannot have links. */
    private @Nullable Boolean linked(EntryPath path, EntryPath target, int parent, byte[] name) {
        byte[] from = EntryPath.bytes(target.name());
        try {
            return exclusively(path, parent, () -> {
                // Looked up each time: what the new name replaces may be what held the target.
                int directory = directories.existing(target.parent());
                FileStatus file = syscalls.statat(directory, from);
                if (marks.isDeleted(directory, from, file)) {
                    return null;
                }
                if (file.isDirectory()) {
                    return Boolean.FALSE;
                }
                syscalls.linkat(directory, from, parent, name);
                return Boolean.TRUE;
            });
        } catch (KernelException e) {
            return switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENOTDIR, KernelException.ELOOP -> null;
                case KernelException.EPERM -> Boolean.FALSE;
                default -> throw e;
            };
        }
    }

    private void node(TarEntry entry, EntryPath path, int parent, byte[] name, int type) {
        long device = Syscalls.makedev(entry.deviceMajor(), entry.deviceMinor());
        if (type == Syscalls.S_IFCHR && device == 0) {
            // There is no such device, and the overlay would take it for a deletion.
            findings.omit(entry.name(), "device 0:0, which is the overlay's mark of a deleted name");
            return;
        }
        try {
            exclusively(path, parent, () -> {
                syscalls.mknodat(parent, name, type | 0600, device);
                return null;
            });
        } catch (KernelException e) {
            if (e.errno() != KernelException.EPERM) {
                throw e;
            }
            findings.deny(entry.name(), "device %d:%d".formatted(entry.deviceMajor(), entry.deviceMinor()));
            return;
        }
        attributes.apply(parent, name, entry);
    }

    /** Makes a name that was not there; what is in its place is moved away first. */
    private <T extends @Nullable Object> T exclusively(EntryPath path, int parent, Supplier<T> make) {
        try {
            return make.get();
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            var unused = replace(parent, path, syscalls.statat(parent, EntryPath.bytes(path.name())));
            return make.get();
        }
    }

    /** @return whether it was the mark of a deleted name */
    private boolean replace(int parent, EntryPath path, FileStatus there) {
        byte[] name = EntryPath.bytes(path.name());
        boolean deleted = marks.isDeleted(parent, name, there);
        if (there.isDirectory()) {
            byte[] number = Integer.toString(replaced++).getBytes(StandardCharsets.US_ASCII);
            syscalls.renameat(parent, name, trash, number);
        } else {
            syscalls.unlinkat(parent, name, 0);
        }
        if (there.isDirectory() || there.isSymbolicLink()) {
            directories.forget(path.path());
        }
        return deleted;
    }

    private void setTime(String path, long seconds, int nanoseconds) {
        byte[] itself = {};
        if (path.isEmpty()) {
            syscalls.utimensat(root, itself, seconds, nanoseconds);
            return;
        }
        int fd;
        try {
            fd = syscalls.openat2(root, EntryPath.bytes(path), DIRECTORY, 0, BENEATH);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT
                    || e.errno() == KernelException.ENOTDIR
                    || e.errno() == KernelException.ELOOP) {
                // Made through a symbolic link, or replaced since.
                return;
            }
            throw e;
        }
        try {
            syscalls.utimensat(fd, itself, seconds, nanoseconds);
        } finally {
            syscalls.close(fd);
        }
    }

    private AtollException tooMuch(String what, long limit, String setting) {
        return new AtollException(
                ErrorCode.INVALID,
                "the layer is refused: it holds %s, the limit set by atoll.layer.max.%s"
                        .formatted(what.formatted(limit), setting));
    }

    /** What the kernel does not take is the archive's fault; a full disk is not. */
    private static RuntimeException failure(TarEntry entry, KernelException e) {
        return switch (e.errno()) {
            case KernelException.ENAMETOOLONG,
                    KernelException.ENOENT,
                    KernelException.EINVAL,
                    KernelException.ENOTDIR,
                    E2BIG,
                    ERANGE -> EntryPath.invalid(entry.name(), String.valueOf(e.getMessage()));
            default -> new EntryFailure(entry.name(), e);
        };
    }

    @Override
    public void close() {
        directories.close();
        times.close();
    }
}
