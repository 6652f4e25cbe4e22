package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.ContainerStats;
import io.atoll.cli.internal.output.Human;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a container uses, as Docker shows it.
 *
 * @param earlier what the rate is counted from
 * @param whole the whole id
 */
record StatsText(ContainerStats now, ContainerStats earlier, boolean whole) {
    static final Map<String, String> HEADINGS = Map.of(
            "ID", "CONTAINER ID",
            "CPUPerc", "CPU %",
            "MemUsage", "MEM USAGE / LIMIT",
            "MemPerc", "MEM %",
            "NetIO", "NET I/O",
            "BlockIO", "BLOCK I/O");

    private static final List<String> FIELDS =
            List.of("ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs");

    /** What a narrow terminal goes without, the first first. */
    private static final List<String> DISPENSABLE = List.of("BlockIO", "NetIO", "ID", "MemPerc", "PIDs");

    /** The fields of a template. */
    ObjectNode fields() {
        ObjectNode fields = Json.object();
        String id = whole ? now.container() : now.container().substring(0, 12);
        fields.put("Container", now.name());
        fields.put("ID", id);
        fields.put("Name", now.name());
        fields.put("CPUPerc", percent(now.cpuPercent(earlier)));
        fields.put("MemUsage", binary(now.memory()) + " / " + binary(now.memoryLimit()));
        fields.put("MemPerc", percent(now.memoryPercent()));
        fields.put("NetIO", Human.size(now.networkReceived()) + " / " + Human.size(now.networkSent()));
        fields.put("BlockIO", Human.size(now.blockRead()) + " / " + Human.size(now.blockWritten()));
        fields.put("PIDs", Long.toString(now.pids()));
        return fields;
    }

    /** The numbers themselves. */
    ObjectNode json() {
        ObjectNode node = Json.object();
        node.put("id", now.container());
        node.put("name", now.name());
        node.put("cpuPercent", rounded(now.cpuPercent(earlier)));
        node.put("cpuNanoseconds", now.cpuNanos());
        node.put("memory", now.memory());
        node.put("memoryLimit", now.memoryLimit());
        node.put("memoryPercent", rounded(now.memoryPercent()));
        node.put("networkReceived", now.networkReceived());
        node.put("networkSent", now.networkSent());
        node.put("blockRead", now.blockRead());
        node.put("blockWritten", now.blockWritten());
        node.put("pids", now.pids());
        return node;
    }

    /** The columns for a terminal of this width, as many as there is room for; all where that is 0. */
    static List<List<String>> rows(List<StatsText> all, int width, int gap) {
        List<String> columns = new ArrayList<>(FIELDS);
        List<ObjectNode> rows = all.stream().map(StatsText::fields).toList();
        for (String dispensable : DISPENSABLE) {
            if (width > 0 && width(columns, rows, gap) > width) {
                columns.remove(dispensable);
            }
        }
        List<List<String>> table = new ArrayList<>();
        table.add(columns.stream().map(StatsText::heading).toList());
        rows.forEach(row -> table.add(
                columns.stream().map(column -> row.path(column).asText()).toList()));
        return table;
    }

    private static int width(List<String> columns, List<ObjectNode> rows, int gap) {
        int width = (columns.size() - 1) * gap;
        for (String column : columns) {
            int widest = heading(column).length();
            for (ObjectNode row : rows) {
                widest = Math.max(widest, row.path(column).asText().length());
            }
            width += widest;
        }
        return width;
    }

    private static String heading(String field) {
        return HEADINGS.getOrDefault(field, field.toUpperCase(Locale.ROOT));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    /** As Docker says memory: {@code 1.945GiB}. */
    private static String binary(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String digits = String.format(
                Locale.ROOT, value >= 1000 ? "%.0f" : value >= 100 ? "%.1f" : value >= 10 ? "%.2f" : "%.3f", value);
        return (digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits) + units[unit];
    }
}
