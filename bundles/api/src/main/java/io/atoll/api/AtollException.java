package io.atoll.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one failure Atoll's services throw. The message says what was being done, to what, why it failed and what to do
 * next, and is shown to people as it is.
 */
public class AtollException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public AtollException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** @param cause what led to this, or null */
    public AtollException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code is null");
    }

    /** What kind of failure this is. */
    public ErrorCode code() {
        return code;
    }
}
