package io.atoll.store.internal.copy;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Place;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * What is copied.
 *
 * @param name what it is called, as it was written; each char is a byte
 * @param isContents whether what is in the directory is meant
 */
record Source(Located at, String name, boolean isContents, String shown) implements AutoCloseable {
    /** @param followLink whether a symbolic link is what it leads to, also if the path does not end with a slash */
    static Source of(Syscalls syscalls, Place from, boolean followLink) {
        WrittenPath written = WrittenPath.of(from.path());
        byte[] path = written.path().getBytes(StandardCharsets.UTF_8);
        Located at;
        try {
            at = Located.find(syscalls, from.root(), Located.text(path), followLink || written.directory());
        } catch (KernelException e) {
            throw switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENOTDIR -> missing(from);
                default ->
                    new AtollException(
                            ErrorCode.KERNEL, "cannot copy '%s': %s".formatted(from.shown(), e.getMessage()), e);
            };
        }
        Source source = new Source(
                at, Located.text(written.name().getBytes(StandardCharsets.UTF_8)), written.contents(), from.shown());
        if (at.status() == null || (written.directory() && !at.isDirectory())) {
            at.close();
            throw at.status() == null
                    ? missing(from)
                    : new AtollException(
                            ErrorCode.INVALID, "cannot copy '%s': it is not a directory".formatted(from.shown()));
        }
        return source;
    }

    private static AtollException missing(Place from) {
        return new AtollException(
                ErrorCode.NOT_FOUND, "cannot copy '%s': no such file or directory".formatted(from.shown()));
    }

    boolean isDirectory() {
        return at.isDirectory();
    }

    @Override
    public void close() {
        at.close();
    }
}
