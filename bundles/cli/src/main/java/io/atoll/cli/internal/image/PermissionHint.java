package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.posix.KernelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Says what may help where the kernel refuses. */
final class PermissionHint {
    private static final int DEEPEST = 10;
    private static final int EPERM = 1;
    private static final int EACCES = 13;

    private PermissionHint() {}

    /** @return itself, or the same with a hint on a line of its own */
    static AtollException of(AtollException e, Path root) {
        Throwable cause = e.getCause();
        for (int i = 0; cause != null && i < DEEPEST; i++, cause = cause.getCause()) {
            boolean refused = cause instanceof AccessDeniedException
                    || (cause instanceof KernelException kernel
                            && (kernel.errno() == EACCES || kernel.errno() == EPERM));
            if (refused) {
                return new AtollException(
                        e.code(),
                        "%s%nhint: the store %s has files of another user: run this as that user, give the files to this one ('chown -R'), or use another store: ATOLL_ROOT=DIRECTORY"
                                .formatted(e.getMessage(), root),
                        e);
            }
        }
        return e;
    }
}
