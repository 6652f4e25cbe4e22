package io.atoll.store.internal.disk;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What the file system refuses, told to people: what was tried, on what, why it failed, what to do. */
public final class Failures {
    private Failures() {}

    /** @param doing for example {@code write the blob sha256:…} */
    public static AtollException of(String doing, Path on, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            // The thread stays interrupted.
            return new AtollException(ErrorCode.UNAVAILABLE, "cannot %s: interrupted".formatted(doing), e);
        }
        String why = e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : e instanceof AccessDeniedException
                        ? "permission denied"
                        : Objects.toString(e.getMessage(), e.toString());
        return failure(doing, on, why, isFull(why), e);
    }

    public static AtollException of(String doing, Path on, KernelException e) {
        boolean full = isFull(e);
        return failure(doing, on, Objects.toString(e.getMessage(), e.toString()), full, e);
    }

    public static boolean isFull(KernelException e) {
        return e.errno() == KernelException.ENOSPC || e.errno() == KernelException.EDQUOT;
    }

    public static boolean isFull(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof KernelException kernel && isFull(kernel)) {
                return true;
            }
            if (cause instanceof IOException && isFull(Objects.toString(cause.getMessage(), ""))) {
                return true;
            }
        }
        return false;
    }

    /** Java does not tell errno. */
    private static boolean isFull(String why) {
        return why.contains("No space left") || why.contains("quota");
    }

    private static AtollException failure(String doing, Path on, String why, boolean full, Throwable cause) {
        String hint = "";
        if (full) {
            hint = "; the file system of %s is full: remove images or containers that are not needed, or make it larger"
                    .formatted(on);
        } else if (cause instanceof AccessDeniedException
                || (cause instanceof KernelException kernel
                        && (kernel.errno() == KernelException.EACCES || kernel.errno() == KernelException.EPERM))) {
            hint =
                    "%nhint: check that %s belongs to the user the engine runs as, %s, and is writable: run this as its owner, give it to this user ('chown -R'), or use another store: ATOLL_ROOT=DIRECTORY"
                            .formatted(existing(on), System.getProperty("user.name"));
        }
        return new AtollException(ErrorCode.KERNEL, "cannot %s: %s%s".formatted(doing, why, hint), cause);
    }

    private static Path existing(Path path) {
        Path at = path;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
