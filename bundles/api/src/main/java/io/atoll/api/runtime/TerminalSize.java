package io.atoll.api.runtime;

/** The size of a terminal in characters. */
public record TerminalSize(int columns, int rows) {
    /** Where nothing is known. */
    public static final TerminalSize DEFAULT = new TerminalSize(80, 24);
}
