package io.atoll.store.internal.compression;

import java.io.IOException;

/** Compressed data that is not what it says, ends too early, or is followed by something else. */
public final class CompressionException extends IOException {
    private static final long serialVersionUID = 1L;

    CompressionException(String format, Throwable cause) {
        super("the %s data is damaged: %s".formatted(format, cause.getMessage()), cause);
    }
}
