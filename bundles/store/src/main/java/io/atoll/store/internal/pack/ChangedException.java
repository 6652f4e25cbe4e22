package io.atoll.store.internal.pack;

import java.io.IOException;

/** What is packed is no longer what it was. */
final class ChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    ChangedException(String message) {
        super(message);
    }
}
