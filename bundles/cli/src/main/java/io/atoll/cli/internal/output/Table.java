package io.atoll.cli.internal.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns as wide as their widest cell. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final String gap;
    private int[] widths;

    /** @param gap between columns */
    public Table(String gap, String... heading) {
        this.gap = gap;
        widths = new int[heading.length];
        row(heading);
    }

    /** Without the heading's line. */
    public Table withoutHeading() {
        rows.removeFirst();
        return this;
    }

    /** The least widths of the first columns. */
    public Table atLeast(int... least) {
        for (int i = 0; i < least.length; i++) {
            widths[i] = Math.max(widths[i], least[i]);
        }
        return this;
    }

    public void row(String... cells) {
        String[] clean = Arrays.stream(cells).map(Table::printable).toArray(String[]::new);
        if (clean.length > widths.length) {
            widths = Arrays.copyOf(widths, clean.length);
        }
        for (int i = 0; i < clean.length; i++) {
            widths[i] = Math.max(widths[i], Columns.width(clean[i]));
        }
        rows.add(List.of(clean));
    }

    /**
     * Cuts the cells of a column so that the table is not wider than the terminal.
     *
     * @param least how wide the column stays, whatever the terminal is
     */
    public void fit(int column, int least, int terminal) {
        int wide = (widths.length - 1) * gap.length();
        for (int width : widths) {
            wide += width;
        }
        int most = Math.max(least, widths[column] - (wide - terminal));
        if (wide > terminal && most < widths[column]) {
            rows.replaceAll(row -> {
                List<String> cells = new ArrayList<>(row);
                cells.set(column, Columns.cut(cells.get(column), most));
                return cells;
            });
            widths[column] = most;
        }
    }

    public void print(PrintStream out) {
        StringBuilder line = new StringBuilder();
        for (List<String> row : rows) {
            line.setLength(0);
            for (int i = 0; i < row.size(); i++) {
                line.append(i < row.size() - 1 ? Columns.pad(row.get(i), widths[i]) + gap : row.get(i));
            }
            out.println(line);
        }
    }

    /** Names come from images and other people: no control characters reach the terminal. */
    private static String printable(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            if (Columns.isUnseen(cell.charAt(i))) {
                return Columns.harmless(cell.replace('\t', '?').replace('\n', '?'));
            }
        }
        return cell;
    }
}
