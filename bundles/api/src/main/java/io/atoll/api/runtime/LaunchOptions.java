package io.atoll.api.runtime;

/**
 * How a container is launched.
 *
 * @param mode who the container's parent is
 * @param terminal the size of the caller's terminal; ignored if the container has none
 * @param detachKeys the characters, below U+0080, that detach an attached client
 */
public record LaunchOptions(LaunchMode mode, TerminalSize terminal, String detachKeys) {
    /** Ctrl-P Ctrl-Q, Docker's. */
    public static final String DETACH_KEYS = "\u0010\u0011";

    public LaunchOptions(LaunchMode mode, TerminalSize terminal) {
        this(mode, terminal, DETACH_KEYS);
    }
}
