package io.atoll.cli;

import io.atoll.api.runtime.TerminalSize;

/**
 * Which of the client's standard streams are terminals, and how large they are.
 *
 * @param input whether standard input is a terminal
 * @param output whether standard output is one
 * @param error whether standard error is one
 */
public record Terminal(boolean input, boolean output, boolean error, TerminalSize size) {
    /** No terminal at all. */
    public static final Terminal NONE = new Terminal(false, false, false, TerminalSize.DEFAULT);
}
