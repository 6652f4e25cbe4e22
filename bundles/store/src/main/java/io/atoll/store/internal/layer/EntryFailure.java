package io.atoll.store.internal.layer;

import io.atoll.api.posix.KernelException;

/** The kernel refused what an entry needs. */
final class EntryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final KernelException kernel;

    EntryFailure(String path, KernelException kernel) {
        super(kernel);
        this.path = path;
        this.kernel = kernel;
    }

    /** For messages. */
    String path() {
        return EntryPath.text(path);
    }

    KernelException kernel() {
        return kernel;
    }
}
