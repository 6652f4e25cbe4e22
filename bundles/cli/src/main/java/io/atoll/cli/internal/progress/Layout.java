package io.atoll.cli.internal.progress;

import io.atoll.api.runtime.TerminalSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which lines the live display has. */
final class Layout {
    private Layout() {}

    /** At least one, and fewer than the terminal has rows: what was on the screen before scrolls away at most once. */
    static List<Row> rows(Items items, TerminalSize size) {
        // A character in the last column makes terminals wait, each in its own way, for the next one.
        int width = Math.max(1, size.columns() - 1);
        int height = Math.max(1, size.rows() - 1);
        List<Item> shown = new ArrayList<>(items.all());
        List<Item> rest = new ArrayList<>();
        int most = height - (items.count() > 1 ? 1 : 0);
        if (shown.size() > most) {
            shown = mostTelling(items, Math.max(0, most - 1));
            Set<Item> telling = new HashSet<>(shown);
            items.all().stream().filter(item -> !telling.contains(item)).forEach(rest::add);
        }
        List<Row> rows = new ArrayList<>();
        shown.forEach(item -> rows.add(RowText.of(item, width)));
        if (!rest.isEmpty() && height > 1) {
            rows.add(RowText.rest(rest, width));
        }
        if (items.count() > 1 || rows.isEmpty()) {
            rows.add(RowText.total(items, width));
        }
        return rows;
    }

    /** What moves first, then what will next, then what did; in the order of the manifest. */
    private static List<Item> mostTelling(Items items, int most) {
        List<Item> chosen = new ArrayList<>();
        List<Predicate<Item>> order = List.of(
                item -> item.state().isActive(),
                item -> item.state() == Item.State.WAITING,
                item -> item.state().isOver());
        for (Predicate<Item> kind : order) {
            items.all().stream().filter(kind).limit(most - chosen.size()).forEach(chosen::add);
        }
        chosen.sort(Comparator.comparingInt(Item::number));
        return chosen;
    }
}
