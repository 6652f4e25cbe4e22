package io.atoll.cli.internal.output;

import io.atoll.cli.CommandContext;

/** Messages at a width that can be read. */
public final class Paragraph {
    private static final String INDENT = "  ";
    private static final int NARROWEST = 40;

    private Paragraph() {}

    /** For people at a terminal, lines broken between words; for everybody else, and in a narrow window, as it is. */
    public static void error(CommandContext context, String text) {
        int columns = context.terminal().size().columns();
        context.err().println(context.terminal().error() && columns >= NARROWEST ? wrap(text, columns - 1) : text);
    }

    /** Breaks lines that are longer than {@code width}, but no word: a path, a URL or a digest stays what it is. */
    static String wrap(String text, int width) {
        StringBuilder out = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            out.append(out.isEmpty() ? "" : "\n");
            if (line.length() <= width) {
                out.append(line);
                continue;
            }
            int column = 0;
            for (String word : line.split(" ", -1)) {
                if (column > 0 && column + 1 + word.length() > width) {
                    out.append('\n').append(INDENT);
                    column = INDENT.length();
                } else if (column > 0) {
                    out.append(' ');
                    column++;
                }
                out.append(word);
                column += word.length();
            }
        }
        return out.toString();
    }
}
