package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/** Long work in system calls, which do not notice that their thread was interrupted. */
final class Interruption {
    private Interruption() {}

    /** @throws AtollException UNAVAILABLE if this thread was interrupted, which it then still is */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw of(null);
        }
    }

    static AtollException of(@org.jspecify.annotations.Nullable Throwable cause) {
        return new AtollException(ErrorCode.UNAVAILABLE, "interrupted while extracting layers", cause);
    }
}
