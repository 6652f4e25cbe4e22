package io.atoll.store.internal.copy;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Options;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.layer.Attributes;
import io.atoll.store.internal.layer.DirectoryTimes;
import io.atoll.store.internal.layer.Findings;
import io.atoll.store.internal.layer.PostponedModes;
import io.atoll.store.internal.layer.Privilege;
import io.atoll.store.internal.tar.EntrySink;
import io.atoll.store.internal.tar.TarEntry;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes files of entries, in a directory that somebody else may be changing: every name is made exclusively in an open directory, and what is then done to it is done to its descriptor.
 */
final class TreeSink implements EntrySink, AutoCloseable {
    private static final int EROFS = 30;

    private final Syscalls syscalls;
    private final Target target;
    private final Options options;
    private final Findings findings;
    private final Attributes attributes;
    private final TargetDirectories directories;
    private final DirectoryTimes times;
    private final NewFiles files;
    private @Nullable FileBeingWritten file;
    private String at = "";

    /** @param scratch an open directory for what has to be put down */
    TreeSink(Syscalls syscalls, Target target, Options options, Findings findings, IntSupplier scratch) {
        this.syscalls = syscalls;
        this.target = target;
        this.options = options;
        this.findings = findings;
        attributes = new Attributes(syscalls, findings, Privilege.of(syscalls));
        directories = new TargetDirectories(syscalls, target);
        times = new DirectoryTimes(syscalls, scratch);
        files = new NewFiles(syscalls, findings);
    }

    @Override
    public void begin(TarEntry its) {
        if (Thread.currentThread().isInterrupted()) {
            throw new AtollException(ErrorCode.UNAVAILABLE, "interrupted while copying");
        }
        at = its.name();
        guarded(() -> {
            endFile();
            findings.count(its.type() == TarEntry.FILE ? its.size() : 0);
            make(EntryRules.path(its.name()), EntryRules.apply(its, options));
        });
    }

    @Override
    public void write(byte[] data, int offset, int length) {
        FileBeingWritten into = file;
        if (into != null) {
            guarded(() -> into.write(data, offset, length));
        }
    }

    @Override
    public long entries() {
        return findings.entries();
    }

    @Override
    public void finish() {
        guarded(() -> {
            endFile();
            times.replay(this::setTime);
            if (!findings.postponed().isEmpty()) {
                PostponedModes.apply(syscalls, target.directory(), findings.postponed());
            }
        });
    }

    private void make(String path, TarEntry entry) {
        if (path.isEmpty()) {
            if (entry.type() != TarEntry.DIRECTORY) {
                throw refused("it would replace the directory it is extracted into");
            }
            return; // The directory that takes it stays what it is.
        }
        int slash = path.lastIndexOf('/');
        int parent = directories.get(slash < 0 ? "" : path.substring(0, slash));
        byte[] name = Located.bytes(path.substring(slash + 1));
        switch (entry.type()) {
            case TarEntry.FILE -> file = new FileBeingWritten(syscalls, files.file(parent, name), entry, attributes);
            case TarEntry.DIRECTORY -> directory(path, parent, name, entry);
            case TarEntry.HARD_LINK -> link(entry, parent, name);
            case TarEntry.SYMBOLIC_LINK -> files.link(parent, name, entry);
            case TarEntry.CHARACTER_DEVICE, TarEntry.BLOCK_DEVICE, TarEntry.FIFO -> node(parent, name, entry);
            default -> findings.omit(entry.name(), "left out: files have no type '%c'".formatted(entry.type()));
        }
    }

    private void directory(String path, int parent, byte[] name, TarEntry entry) {
        try {
            syscalls.mkdirat(parent, name, 0700);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EEXIST) {
                throw e;
            }
            if (!syscalls.statat(parent, name).isDirectory()) {
                throw refused("it is a directory, and there is something else of its name: remove that first");
            }
        }
        int fd = syscalls.openat(parent, name, TargetDirectories.DIRECTORY, 0);
        directories.put(path, fd);
        attributes.directory(fd, path, entry);
        times.add(path, entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    private void link(TarEntry entry, int parent, byte[] name) {
        String to = EntryRules.path(entry.linkName());
        int slash = to.lastIndexOf('/');
        byte[] from = Located.bytes(to.substring(slash + 1));
        int directory = slash < 0 ? target.directory() : directories.existing(to.substring(0, slash));
        try {
            FileStatus there = syscalls.statat(directory, from);
            if (there.isDirectory() || there.isSymbolicLink()) {
                throw refused("it is a hard link to '%s', which is no file".formatted(EntryRules.shown(to)));
            }
            files.exclusively(parent, name, () -> {
                syscalls.linkat(directory, from, parent, name);
                return 0;
            });
        } finally {
            if (slash >= 0) {
                syscalls.close(directory);
            }
        }
    }

    private void node(int parent, byte[] name, TarEntry entry) {
        if (!options.trusted() && entry.type() != TarEntry.FIFO) {
            findings.omit(entry.name(), "left out: a container's devices are not made on the host");
        } else {
            files.node(parent, name, entry);
        }
    }

    private void endFile() {
        if (file != null) {
            FileBeingWritten ended = file;
            file = null;
            ended.end();
        }
    }

    private void setTime(String path, long seconds, int nanoseconds) {
        try {
            int fd = directories.existing(path);
            try {
                syscalls.utimensat(fd, new byte[0], seconds, nanoseconds);
            } finally {
                syscalls.close(fd);
            }
        } catch (KernelException e) {
            // Moved or replaced since, by who may.
        }
    }

    private AtollException refused(String why) {
        return new AtollException(
                ErrorCode.INVALID, "cannot copy '%s' to '%s': %s".formatted(EntryRules.shown(at), target.shown(), why));
    }

    /** What the kernel says of the target, so that nobody takes it for something the source said. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (KernelException e) {
            String why = e.errno() == EROFS
                    ? "it is read-only: a read-only root, volume or system file"
                    : String.valueOf(e.getMessage());
            throw new AtollException(
                    ErrorCode.KERNEL,
                    "cannot copy '%s' to '%s': %s".formatted(EntryRules.shown(at), target.shown(), why),
                    e);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
        directories.close();
        times.close();
    }
}
