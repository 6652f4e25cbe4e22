package io.atoll.cli.internal.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns as wide as their widest cell. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final String gap;
    private final int[] widths;

    /** @param gap between columns */
    public Table(String gap, String... heading) {
        this.gap = gap;
        widths = new int[heading.length];
        row(heading);
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
        for (int i = 0; i < clean.length; i++) {
            widths[i] = Math.max(widths[i], clean[i].length());
        }
        rows.add(List.of(clean));
    }

    public void print(PrintStream out) {
        StringBuilder line = new StringBuilder();
        for (List<String> row : rows) {
            line.setLength(0);
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths[i] - row.get(i).length())).append(gap);
                }
            }
            out.println(line);
        }
    }

    /** Names come from images and other people: no control characters reach the terminal. */
    private static String printable(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            if (Character.isISOControl(cell.charAt(i))) {
                return cell.replaceAll("\\p{Cntrl}", "?");
            }
        }
        return cell;
    }
}
