package io.atoll.store.internal.tar;

import java.io.IOException;

/** The bytes are not a tar archive, or its end is missing. */
public final class TarException extends IOException {
    private static final long serialVersionUID = 1L;

    public TarException(String message) {
        super(message);
    }
}
