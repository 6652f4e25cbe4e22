package io.atoll.cli.internal.progress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A terminal: of what it is sent it knows just what the display may use, and fails over everything else. */
final class Emulator {
    private final List<char[]> lines = new ArrayList<>();
    private int columns;
    private int rows;

    /** Of the screen's first line among all that there were. */
    private int top;

    private int row;
    private int column;
    private int savedRow;
    private int savedColumn;
    private boolean wrapPending;
    private boolean wrapping = true;
    private boolean cursor = true;
    private boolean synchronised;
    private int styles;

    Emulator(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        fill();
    }

    /** As the line discipline passes it on: a newline begins a line. */
    void write(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> {
                    column = 0;
                    lineFeed();
                }
                case '\r' -> {
                    column = 0;
                    wrapPending = false;
                }
                case '\u001b' -> i = escape(text, i + 1);
                default -> put(c);
            }
        }
    }

    /** What a person sees. */
    List<String> screen() {
        return lines.subList(top, Math.min(lines.size(), top + rows)).stream()
                .map(line -> new String(line).stripTrailing())
                .toList();
    }

    /** Everything, also what has scrolled away, without empty lines at the end. */
    String contents() {
        return lines.stream()
                .map(line -> new String(line).stripTrailing())
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    boolean isCursorShown() {
        return cursor;
    }

    /** Whether the terminal is as programs expect it. */
    boolean isSane() {
        return cursor && wrapping && !synchronised && column == 0;
    }

    /** How often the look of characters was changed. */
    int styles() {
        return styles;
    }

    /** @param reflow whether lines that are too long are wrapped, else they are cut */
    void resize(int newColumns, int newRows, boolean reflow) {
        List<char[]> old = new ArrayList<>(lines);
        lines.clear();
        int newRow = 0;
        int newColumn = 0;
        for (int i = 0; i < old.size(); i++) {
            String text = new String(old.get(i)).stripTrailing();
            if (i == row) {
                newRow = lines.size() + (reflow ? column / newColumns : 0);
                newColumn = reflow ? column % newColumns : Math.min(column, newColumns - 1);
            }
            do {
                String part = text.substring(0, Math.min(text.length(), newColumns));
                lines.add(Arrays.copyOf(part.toCharArray(), newColumns));
                spaces(lines.getLast(), part.length());
                text = text.substring(part.length());
            } while (reflow && !text.isEmpty());
        }
        columns = newColumns;
        rows = newRows;
        row = newRow;
        column = newColumn;
        wrapPending = false;
        while (lines.size() > row + 1 && new String(lines.getLast()).isBlank()) {
            lines.removeLast();
        }
        top = Math.min(row, Math.max(0, lines.size() - rows));
        while (lines.size() > top + rows) {
            lines.removeLast();
        }
        fill();
    }

    private void fill() {
        while (lines.size() < top + rows) {
            char[] line = new char[columns];
            spaces(line, 0);
            lines.add(line);
        }
    }

    private static void spaces(char[] line, int from) {
        Arrays.fill(line, from, line.length, ' ');
    }

    private void put(char c) {
        if (c < ' ') {
            throw new AssertionError("control character %x".formatted((int) c));
        }
        if (wrapPending && wrapping) {
            column = 0;
            lineFeed();
        }
        lines.get(row)[column] = c;
        wrapPending = column == columns - 1;
        column = Math.min(column + 1, columns - 1);
    }

    private void lineFeed() {
        wrapPending = false;
        if (row == top + rows - 1) {
            top++;
        }
        row++;
        fill();
    }

    private int escape(String text, int from) {
        if (text.charAt(from) == '7') {
            savedRow = row - top;
            savedColumn = column;
            return from;
        }
        if (text.charAt(from) == '8') {
            row = top + savedRow;
            column = savedColumn;
            wrapPending = false;
            return from;
        }
        int end = from + 1;
        while (!Character.isLetter(text.charAt(end))) {
            end++;
        }
        control(text.substring(from, end), text.charAt(end));
        return end;
    }

    private void control(String parameters, char what) {
        String sequence = parameters + what;
        int count = parameters.matches("\\[[0-9]+") ? Integer.parseInt(parameters.substring(1)) : -1;
        if (what == 'A' && count > 0) {
            row = Math.max(top, row - count);
        } else if (what == 'B' && count > 0) {
            row = Math.min(top + rows - 1, row + count);
        } else if (what == 'm' && parameters.matches("\\[[0-9;]*")) {
            styles++;
        } else {
            switch (sequence) {
                case "[K" -> spaces(lines.get(row), column);
                case "[2K" -> spaces(lines.get(row), 0);
                case "[J" -> {
                    spaces(lines.get(row), column);
                    lines.subList(row + 1, top + rows).forEach(line -> spaces(line, 0));
                }
                case "[?25l" -> cursor = false;
                case "[?25h" -> cursor = true;
                case "[?7l" -> wrapping = false;
                case "[?7h" -> wrapping = true;
                case "[?2026h" -> synchronised = true;
                case "[?2026l" -> synchronised = false;
                default -> throw new AssertionError("unknown sequence ESC " + sequence);
            }
        }
        wrapPending = false;
    }
}
