package io.atoll.store.internal.copy;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Place;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where something goes.
 *
 * @param root of the target; not closed
 * @param directory which takes it, {@code O_PATH}
 * @param path of the directory in the root; each char is a byte
 * @param name what it is called there, each char a byte; null if what is in it is called what it is called
 * @param shown for messages
 */
record Target(
        Syscalls syscalls,
        int root,
        int directory,
        String path,
        @Nullable String name,
        String shown) implements AutoCloseable {
    /** Docker's rules for something that is copied to a place. */
    static Target of(Syscalls syscalls, Place to, Source source) {
        WrittenPath written = WrittenPath.of(to.path());
        try (Located at = find(syscalls, to, written)) {
            if (at.isDirectory()) {
                return opened(syscalls, to, at, source.isContents() ? null : source.name());
            }
            if (at.status() != null) {
                if (source.isDirectory()) {
                    throw invalid(to, "a directory cannot be copied to a file");
                }
                if (written.directory()) {
                    throw invalid(to, "it is not a directory");
                }
            } else if (written.contents() || (!source.isDirectory() && written.directory())) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "cannot copy to '%s': there is no such directory; make it first".formatted(to.shown()));
            }
            return new Target(
                    syscalls,
                    to.root(),
                    syscalls.openat(at.parent(), Located.bytes("."), Located.PLACE, 0),
                    at.path(),
                    at.name(),
                    to.shown());
        }
    }

    /** A directory that an archive is extracted into. */
    static Target directory(Syscalls syscalls, Place to) {
        try (Located at = find(syscalls, to, WrittenPath.of(to.path()))) {
            if (at.status() == null) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "cannot extract to '%s': there is no such directory; make it first".formatted(to.shown()));
            }
            if (!at.isDirectory()) {
                throw new AtollException(
                        ErrorCode.INVALID, "cannot extract to '%s': it is not a directory".formatted(to.shown()));
            }
            return opened(syscalls, to, at, null);
        }
    }

    private static Located find(Syscalls syscalls, Place to, WrittenPath written) {
        String path = Located.text(written.path().getBytes(StandardCharsets.UTF_8));
        try {
            return Located.find(syscalls, to.root(), path, true);
        } catch (KernelException e) {
            throw switch (e.errno()) {
                case KernelException.ENOENT ->
                    new AtollException(
                            ErrorCode.NOT_FOUND,
                            "cannot copy to '%s': the directory it would be in does not exist".formatted(to.shown()),
                            e);
                case KernelException.ENOTDIR ->
                    new AtollException(
                            ErrorCode.INVALID,
                            "cannot copy to '%s': something on its way is not a directory".formatted(to.shown()),
                            e);
                default -> failed(to, e);
            };
        }
    }

    private static Target opened(Syscalls syscalls, Place to, Located at, @Nullable String name) {
        try {
            return new Target(syscalls, to.root(), at.openDirectory(), at.fullPath(), name, to.shown());
        } catch (KernelException e) {
            throw failed(to, e);
        }
    }

    private static AtollException failed(Place to, KernelException e) {
        return new AtollException(ErrorCode.KERNEL, "cannot copy to '%s': %s".formatted(to.shown(), e.getMessage()), e);
    }

    private static AtollException invalid(Place to, String why) {
        return new AtollException(ErrorCode.INVALID, "cannot copy to '%s': %s".formatted(to.shown(), why));
    }

    @Override
    public void close() {
        syscalls.close(directory);
    }
}
