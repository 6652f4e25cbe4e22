package io.atoll.store.internal.pack;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.RootChanges.Change;
import io.atoll.api.layer.RootChanges.ChangedRoot;
import io.atoll.api.layer.RootChanges.Kind;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The changes of a root: as a list, or as a layer's archive (image-spec 1.1 layer.md#representing-changes), in which every deletion is an explicit one. */
public final class ChangePacking {
    private final Syscalls syscalls;
    private final ChangedRoot root;

    public ChangePacking(Syscalls syscalls, ChangedRoot root) {
        this.syscalls = syscalls;
        this.root = root;
    }

    public void list(Consumer<? super Change> visitor) {
        try {
            compare("list the changes", new RootComparison.Visitor() {
                @Override
                public void there(Kind kind, RootComparison.Place place) {
                    if (!place.path().isEmpty()) {
                        visitor.accept(new Change(kind, place.path()));
                    }
                }

                @Override
                public void gone(String path) {
                    visitor.accept(new Change(Kind.DELETED, path));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no stream
        }
    }

    /** @param archive is neither flushed nor closed */
    public void pack(OutputStream archive) throws IOException {
        EntryName at = new EntryName();
        EntryWriter entries =
                new EntryWriter(syscalls, new Holes(syscalls, Holes.LEAST_TOTAL), at, new TarWriter(archive));
        try {
            compare("make a layer of the changes", new RootComparison.Visitor() {
                @Override
                public void there(Kind kind, RootComparison.Place place) throws IOException {
                    at.go(place.path(), place.status().isDirectory());
                    requireFit(at);
                    entry(entries, place);
                }

                @Override
                public void gone(String path) throws IOException {
                    at.go(path, false);
                    requireFit(at);
                    entries.deletion(EntryName.WHITEOUT + path.substring(path.lastIndexOf('/') + 1));
                }
            });
        } catch (TarException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot make a layer of '/%s': %s".formatted(at.shown(), e.getMessage()), e);
        }
        long unused = entries.finish();
    }

    private void compare(String doing, RootComparison.Visitor visitor) throws IOException {
        try {
            new RootComparison(syscalls, root, visitor).run();
        } catch (KernelException e) {
            throw switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENOTDIR, KernelException.ELOOP, KernelException.ENODATA ->
                    new AtollException(
                            ErrorCode.CONFLICT,
                            "cannot %s of %s: it was changed meanwhile (%s)"
                                    .formatted(doing, root.directory(), e.getMessage()),
                            e);
                default -> Failures.of("%s of %s".formatted(doing, root.directory()), root.directory(), e);
            };
        }
    }

    private void entry(EntryWriter entries, RootComparison.Place place) throws IOException {
        byte[] name = place.name().getBytes(StandardCharsets.ISO_8859_1);
        FileStatus status = place.status();
        if (status.isDirectory()) {
            entries.directory(status, complete(entries.xattrs().of(place.parent()), place));
        } else if (status.isRegular()) {
            file(entries, place, name);
        } else if (!entries.node(place.parent(), name, status, entries.xattrs().of(place.parent(), name))) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot make a layer of '%s': it is of a type that archives do not have".formatted(place.path()));
        }
    }

    private void file(EntryWriter entries, RootComparison.Place place, byte[] name) throws IOException {
        int fd = syscalls.openat(place.parent(), name, EntryWriter.FILE, 0);
        try {
            FileStatus status = syscalls.statat(fd, OpenBranch.ITSELF);
            if (status.isRegular()) {
                boolean unused =
                        entries.movingFile(fd, status, complete(entries.xattrs().of(fd), place));
            }
        } finally {
            syscalls.close(fd);
        }
    }

    private static Xattrs.Found complete(Xattrs.Found found, RootComparison.Place place) {
        if (found.needsLower()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot make a layer of '%s': its content is elsewhere (overlay.redirect or overlay.metacopy)"
                            .formatted(place.path()));
        }
        return found;
    }

    private static void requireFit(EntryName at) {
        String unfit = at.isRoot() ? null : at.unfit();
        if (unfit != null) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot make a layer of '/%s': %s".formatted(at.shown(), unfit));
        }
    }
}
