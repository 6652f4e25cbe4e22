package io.atoll.cli.internal.protocol;

import java.io.IOException;

/** The peer sent what the protocol does not know: it is cut off. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
