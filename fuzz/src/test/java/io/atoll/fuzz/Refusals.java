package io.atoll.fuzz;

import io.atoll.api.AtollException;

/** How input from outside may be refused. */
final class Refusals {
    private Refusals() {}

    /** Passes on what is no refusal but a fault: a system call that failed, say, or an error without words. */
    static void check(AtollException e) {
        boolean refused = switch (e.code()) {
            case CORRUPT, INVALID, UNSUPPORTED -> true;
            case NOT_FOUND,
                    EXISTS,
                    CONFLICT,
                    UNAUTHORIZED,
                    DENIED,
                    UNAVAILABLE,
                    KERNEL,
                    NOT_EXECUTABLE,
                    COMMAND_NOT_FOUND -> false;
        };
        if (!refused || String.valueOf(e.getMessage()).isBlank()) {
            throw e;
        }
    }

    /** Fails with these words. */
    static void require(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }
}
