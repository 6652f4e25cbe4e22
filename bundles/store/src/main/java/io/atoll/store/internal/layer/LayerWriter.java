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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Applies an archive's entries to an empty directory. The archive is hostile: everything happens relative to descriptors of directories
 * beneath that one, new names are made exclusively, and what is in the way is moved out before.
 */
final class LayerWriter implements AutoCloseable {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int NEW_FILE = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;
    private static final int BENEATH = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;

    private final Syscalls syscalls;
    private final int root;
    /** Where replaced files and trees go, to be removed when all is done. */
    private final int trash;

    private final Limits limits;
    private final Attributes attributes;
    private final OpenDirectories directories;
    private final Whiteouts whiteouts;
    /** Seconds and nanoseconds: set at the end, for whatever is made in a directory changes them. */
    private final Map<String, long[]> directoryTimes = new LinkedHashMap<>();

    private long entries;
    private int replaced;

    LayerWriter(Syscalls syscalls, int root, int trash, Limits limits) {
        this.syscalls = syscalls;
        this.root = root;
        this.trash = trash;
        this.limits = limits;
        this.attributes = new Attributes(syscalls);
        this.directories = new OpenDirectories(syscalls, root, this::replace);
        this.whiteouts = new Whiteouts(syscalls, directories);
    }

    void write(TarReader archive) throws IOException {
        for (TarEntry entry = archive.next(); entry != null; entry = archive.next()) {
            try {
                write(entry, archive);
            } catch (KernelException e) {
                throw failure(entry, e);
            }
        }
        directoryTimes.forEach(this::setTime);
    }

    private void write(TarEntry entry, TarReader archive) throws IOException {
        EntryPath path = EntryPath.of(entry.name());
        check(entry, path);
        if (path.isRoot()) {
            root(entry);
        } else if (path.name().startsWith(Whiteouts.PREFIX) && !isMeta(path.name())) {
            whiteouts.apply(path, entry.name());
        } else if (!path.hasComponent(Whiteouts.META_PREFIX)) {
            if (path.hasComponent(Whiteouts.PREFIX)) {
                throw EntryPath.invalid(entry.name(), "it is below a deletion");
            }
            make(entry, path, archive);
        }
    }

    private void check(TarEntry entry, EntryPath path) {
        entries++;
        if (entries > limits.entries()) {
            throw tooMuch("more than %d entries", limits.entries(), "entries");
        }
        if (path.depth() > limits.depth()) {
            throw tooMuch("directories nested more than %d deep", limits.depth(), "depth");
        }
        if (entry.size() > limits.bytes()) {
            throw tooMuch("a file of more than %d bytes", limits.bytes(), "bytes");
        }
    }

    private static boolean isMeta(String name) {
        return name.startsWith(Whiteouts.META_PREFIX) && !name.equals(Whiteouts.OPAQUE);
    }

    private void root(TarEntry entry) {
        if (entry.type() != TarEntry.DIRECTORY) {
            throw EntryPath.invalid(entry.name(), "it replaces the root, which is a directory");
        }
        attributes.apply(root, entry);
        remember("", entry);
    }

    private void make(TarEntry entry, EntryPath path, TarReader archive) throws IOException {
        int parent = directories.make(path.parent());
        byte[] name = EntryPath.bytes(path.name());
        switch (entry.type()) {
            case TarEntry.FILE -> file(entry, path, parent, name, archive);
            case TarEntry.DIRECTORY -> directory(entry, path, parent, name);
            case TarEntry.HARD_LINK -> link(entry, path, parent, name);
            case TarEntry.SYMBOLIC_LINK -> {
                byte[] target = EntryPath.bytes(entry.linkName());
                exclusively(path, parent, () -> syscalls.symlinkat(target, parent, name));
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
                archive.copyTo((buffer, offset, length) -> syscalls.write(fd, buffer, offset, length));
            } else {
                sparse(entry, sparse, fd, archive);
            }
            attributes.apply(fd, entry);
            attributes.time(fd, entry);
        } finally {
            syscalls.close(fd);
        }
    }

    private void sparse(TarEntry entry, SparseMap sparse, int fd, TarReader archive) throws IOException {
        syscalls.ftruncate(fd, entry.size());
        for (int i = 0; i + 1 < sparse.parts().size(); i += 2) {
            syscalls.seek(fd, sparse.parts().get(i));
            archive.copyTo(
                    sparse.parts().get(i + 1), (buffer, offset, length) -> syscalls.write(fd, buffer, offset, length));
        }
    }

    private void directory(TarEntry entry, EntryPath path, int parent, byte[] name) {
        boolean deleted = false;
        try {
            syscalls.mkdirat(parent, name, 0700);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            FileStatus there = syscalls.statat(parent, name);
            if (!there.isDirectory()) {
                deleted = replace(parent, path, there);
                syscalls.mkdirat(parent, name, 0700);
            }
        }
        int fd = syscalls.openat(parent, name, DIRECTORY, 0);
        directories.put(path.path(), fd);
        attributes.apply(fd, entry);
        if (deleted) {
            Whiteouts.markOpaque(syscalls, fd);
        }
        remember(path.path(), entry);
    }

    private void link(TarEntry entry, EntryPath path, int parent, byte[] name) {
        EntryPath target = EntryPath.of(entry.linkName());
        if (target.isRoot() || target.equals(path) || target.name().startsWith(Whiteouts.PREFIX)) {
            throw EntryPath.invalid(
                    entry.name(), "it is a hard link to '%s'".formatted(EntryPath.text(entry.linkName())));
        }
        byte[] from = EntryPath.bytes(target.name());
        try {
            // Looked up each time: what the new name replaces may be what held the target.
            exclusively(path, parent, () -> syscalls.linkat(directories.existing(target.parent()), from, parent, name));
        } catch (KernelException e) {
            switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENOTDIR, KernelException.ELOOP, KernelException.EPERM -> {}
                default -> throw e;
            }
            throw EntryPath.invalid(
                    entry.name(),
                    "it is a hard link to '%s', which is no file of this layer"
                            .formatted(EntryPath.text(entry.linkName())));
        }
    }

    private void node(TarEntry entry, EntryPath path, int parent, byte[] name, int type) {
        long device = Syscalls.makedev(entry.deviceMajor(), entry.deviceMinor());
        exclusively(path, parent, () -> syscalls.mknodat(parent, name, type | 0600, device));
        attributes.apply(parent, name, entry);
    }

    /** Makes a name that was not there; what is in its place is moved away first. */
    private void exclusively(EntryPath path, int parent, Runnable make) {
        var unused = exclusively(path, parent, () -> {
            make.run();
            return 0;
        });
    }

    private int exclusively(EntryPath path, int parent, IntSupplier make) {
        try {
            return make.getAsInt();
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            replace(parent, path, syscalls.statat(parent, EntryPath.bytes(path.name())));
            return make.getAsInt();
        }
    }

    private boolean replace(int parent, EntryPath path, FileStatus there) {
        byte[] number = Integer.toString(replaced++).getBytes(StandardCharsets.US_ASCII);
        syscalls.renameat(parent, EntryPath.bytes(path.name()), trash, number);
        if (there.isDirectory() || there.isSymbolicLink()) {
            directories.forget(path.path());
        }
        return there.isWhiteout();
    }

    private void remember(String path, TarEntry entry) {
        directoryTimes.put(path, new long[] {entry.mtimeSeconds(), entry.mtimeNanoseconds()});
    }

    private void setTime(String path, long[] time) {
        byte[] itself = {};
        if (path.isEmpty()) {
            syscalls.utimensat(root, itself, time[0], (int) time[1]);
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
            syscalls.utimensat(fd, itself, time[0], (int) time[1]);
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

    /** A name the kernel does not take is the archive's fault; a full disk is not. */
    private static AtollException failure(TarEntry entry, KernelException e) {
        return switch (e.errno()) {
            case KernelException.ENAMETOOLONG,
                    KernelException.ENOENT,
                    KernelException.EINVAL,
                    KernelException.ENOTDIR -> EntryPath.invalid(entry.name(), String.valueOf(e.getMessage()));
            default -> e;
        };
    }

    @Override
    public void close() {
        directories.close();
    }
}
