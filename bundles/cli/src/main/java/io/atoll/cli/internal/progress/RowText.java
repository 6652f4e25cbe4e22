package io.atoll.cli.internal.progress;

import io.atoll.cli.internal.output.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The text of a line of the live display: as much as there is room for, in columns that do not move. */
final class RowText {
    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 6;

    private RowText() {}

    /** @param width the most characters */
    static Row of(Item item, int width) {
        Item.State state = item.state();
        if (state == Item.State.DOWNLOADING || state == Item.State.COPYING) {
            return new Row(cut(moving(item, width), width), Row.Style.PLAIN);
        }
        String text = "  %s  %-11s  %6s".formatted(item.shortId(), state.word(), Human.size(item.total()));
        return new Row(cut(text, width), state.isActive() ? Row.Style.PLAIN : Row.Style.DIM);
    }

    /** Of what there is no line for. */
    static Row rest(List<Item> items, int width) {
        List<String> parts = new ArrayList<>();
        for (Item.State state : Item.State.values()) {
            long count = items.stream().filter(item -> item.state() == state).count();
            if (count > 0) {
                parts.add(count + " " + state.word());
            }
        }
        return new Row(
                cut("  and %d more: %s".formatted(items.size(), String.join(", ", parts)), width), Row.Style.DIM);
    }

    static Row total(Items items, int width) {
        long total = items.total();
        String count = "%d of %d done".formatted(items.over(), items.count());
        if (total == 0) {
            return new Row(cut("  " + count, width), Row.Style.BOLD);
        }
        String amount = amount(items.current(), total).strip() + "  " + percent(items.current(), total);
        boolean moves = items.current() < total && items.perSecond().isPresent();
        String rate = moves ? "  " + rate(items.perSecond()) : "";
        String left = items.left().isPresent() ? "  " + left(items.left()) + " left" : "";
        for (String middle : List.of(rate + left, left, "")) {
            String text = "  %s%s  %s".formatted(amount, middle, count);
            if (text.length() <= width) {
                return new Row(text, Row.Style.BOLD);
            }
        }
        return new Row(cut("  " + amount, width), Row.Style.BOLD);
    }

    private static String moving(Item item, int width) {
        String id = "  " + item.shortId() + "  ";
        String amount = amount(item.current(), item.total());
        String percent = percent(item.current(), item.total());
        String state = "%-11s  ".formatted(item.state().word());
        String rate = "  %8s".formatted(rate(item.perSecond()));
        String left = "  %7s".formatted(left(item.left()));
        int bar = Math.min(
                LONGEST_BAR,
                width - id.length() - state.length() - amount.length() - rate.length() - left.length() - 4);
        String full = id + state + (bar < SHORTEST_BAR ? "" : bar(item, bar)) + amount;
        for (String text : List.of(
                full + rate + left, id + state + amount + rate, id + state + amount, id + amount + "  " + percent)) {
            if (text.length() <= width) {
                return text;
            }
        }
        return id + percent;
    }

    private static String bar(Item item, int length) {
        int filled = (int) Math.round(length * fraction(item.current(), item.total()));
        String head = filled == 0 || filled == length ? "=".repeat(filled) : "=".repeat(filled - 1) + ">";
        return "[" + head + " ".repeat(length - filled) + "]  ";
    }

    private static String amount(long current, long total) {
        return "%6s of %6s".formatted(Human.size(current), Human.size(total));
    }

    private static String percent(long current, long total) {
        return "%3d%%".formatted((int) (100 * fraction(current, total)));
    }

    private static double fraction(long current, long total) {
        return total <= 0 ? 1 : Math.min(1, (double) current / total);
    }

    private static String rate(OptionalLong bytes) {
        return bytes.isPresent() ? Human.size(bytes.getAsLong()) + "/s" : "";
    }

    /** {@code 4s}, {@code 1m 05s}, {@code 2h 10m}. */
    static String left(OptionalLong seconds) {
        if (seconds.isEmpty()) {
            return "";
        }
        long all = seconds.getAsLong();
        if (all < 60) {
            return all + "s";
        }
        return all < 3600
                ? "%dm %02ds".formatted(all / 60, all % 60)
                : "%dh %02dm".formatted(all / 3600, all / 60 % 60);
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width));
    }
}
