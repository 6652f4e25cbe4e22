package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/** The end of work that was interrupted; the thread stays interrupted. */
public final class Interrupted {
    private Interrupted() {}

    public static AtollException because(InterruptedException cause, String what) {
        Thread.currentThread().interrupt();
        return new AtollException(ErrorCode.UNAVAILABLE, what + ": interrupted", cause);
    }
}
