package io.atoll.cli.internal.progress;

/**
 * A line of the live display.
 *
 * @param text printable, no wider than the terminal
 */
record Row(String text, Style style) {
    /** How it looks where there are colours. */
    enum Style {
        PLAIN(""),
        BOLD("\u001b[1m"),
        DIM("\u001b[2m");

        private final String sequence;

        Style(String sequence) {
            this.sequence = sequence;
        }
    }

    /** As the terminal gets it. */
    String shown(boolean colours) {
        return colours && style != Style.PLAIN ? style.sequence + text + "\u001b[m" : text;
    }
}
