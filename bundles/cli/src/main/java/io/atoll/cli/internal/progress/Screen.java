package io.atoll.cli.internal.progress;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines at the end of a terminal's contents that change in place. Makes what to write; each frame is meant to be written at once.
 *
 * <p>Between frames the cursor, hidden, rests at the start of the first line. Terminals keep the cursor on its character when they are
 * resized, whether or not they wrap lines anew; so the lines are found again whatever became of them, and nothing above them is ever
 * written to.
 */
final class Screen {
    private static final String ESC = "\u001b[";

    /** Drawn as one where the terminal knows how to; no cursor; a line that is too long is cut and moves no other. */
    private static final String BEGIN = ESC + "?2026h" + ESC + "?25l" + ESC + "?7l";

    private static final String END = ESC + "?7h" + ESC + "?2026l";
    private static final String SAVE = "\u001b7";
    private static final String RESTORE = "\u001b8";
    private static final String BELOW = "\r" + ESC + "J";
    private static final String CURSOR = ESC + "?25h";

    /** What undoes everything from anywhere in a frame, for who ends or stops in the middle. */
    static final String RESET = BELOW + END + CURSOR;

    private final List<String> shown = new ArrayList<>();
    private final StringBuilder frame = new StringBuilder();
    private int at;
    private boolean grown;
    private boolean begun;

    /**
     * Makes the lines these.
     *
     * @param anew the terminal may show something else than was written
     * @return what to write; empty if all is as it should be
     */
    String update(List<String> lines, boolean anew) {
        begin();
        if (anew && begun) {
            frame.append(BELOW);
            shown.clear();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (i >= shown.size()) {
                add(lines.get(i), i);
            } else if (!lines.get(i).equals(shown.get(i))) {
                moveTo(i);
                put(lines.get(i));
                shown.set(i, lines.get(i));
            }
        }
        while (shown.size() > lines.size()) {
            removeLast();
        }
        if (frame.isEmpty()) {
            return "";
        }
        begun = true;
        return end();
    }

    /** Takes the lines away; what is written next begins where they did. */
    String clear(boolean anew) {
        if (!begun) {
            return "";
        }
        begin();
        if (anew) {
            frame.append(BELOW);
            shown.clear();
        }
        while (!shown.isEmpty()) {
            removeLast();
        }
        begun = false;
        return end() + CURSOR;
    }

    private void begin() {
        frame.setLength(0);
        at = 0;
        grown = false;
    }

    /**
     * Goes back to where the frame began. Where nothing scrolled the terminal knows that place best: also if somebody else has moved
     * the cursor since the last frame, nothing above it is touched.
     */
    private String end() {
        if (grown) {
            moveTo(0);
            return BEGIN + frame + END;
        }
        return SAVE + BEGIN + frame + RESTORE + END;
    }

    private void add(String line, int index) {
        if (index > 0) {
            moveTo(index - 1);
            frame.append("\r\n");
            at = index;
        }
        grown = true;
        put(line);
        shown.add(line);
    }

    private void removeLast() {
        shown.removeLast();
        moveTo(shown.size());
        frame.append(ESC).append("2K");
    }

    /** What was there is overwritten before the rest of it is erased: nothing is empty for a moment. */
    private void put(String line) {
        frame.append(line).append(ESC).append('K');
    }

    private void moveTo(int index) {
        if (index != at) {
            frame.append(ESC).append(Math.abs(index - at)).append(index > at ? 'B' : 'A');
        }
        frame.append('\r');
        at = index;
    }
}
