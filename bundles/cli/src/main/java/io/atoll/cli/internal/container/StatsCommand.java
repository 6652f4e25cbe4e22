package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerStats;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.progress.LiveLines;
import io.atoll.cli.internal.service.Services;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll stats}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=stats", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Show what containers use: processor, memory, network, disks, processes.",
        footer = {
            "Without CONTAINER: those that run. On a terminal the table is renewed every second until q and Enter, or ctrl-c.",
            "Fields of a template: .Container .ID .Name .CPUPerc .MemUsage .MemPerc .NetIO .BlockIO .PIDs",
            "",
            "Examples:",
            "  atoll stats",
            "  atoll stats --no-stream --format '{{.Name}} {{.CPUPerc}}' web",
            "  atoll stats --no-stream --format json | jq '.[].memory'"
        })
public final class StatsCommand implements Command {
    private static final String GAP = "   ";
    private static final long EVERY_MILLIS = 1000;

    private final Services services;

    @Option(
            names = {"-a", "--all"},
            description = "Also those that do not run.")
    private boolean all;

    @Option(names = "--no-stream", description = "Once, and end.")
    private boolean once;

    @Option(names = "--no-trunc", description = "Whole ids.")
    private boolean whole;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' (default), 'json', or a Go template, after 'table ' in columns.")
    private String format = "table";

    @Parameters(arity = "0..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public StatsCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        Style style = Style.parse(format);
        for (String name : names) {
            services.containers().get(name); // What there is not is said, and nothing shown.
        }
        Map<String, ContainerStats> before = read();
        if (once) {
            Thread.sleep(EVERY_MILLIS);
            print(context, style, before, read());
        } else if (style instanceof Style.Plain && LiveLines.canBeShown(context)) {
            live(context, before);
        } else {
            while (!Thread.interrupted()) {
                Thread.sleep(EVERY_MILLIS);
                Map<String, ContainerStats> now = read();
                print(context, style, before, now);
                context.out().flush();
                before = now;
            }
        }
        return 0;
    }

    private void live(CommandContext context, Map<String, ContainerStats> first) throws InterruptedException {
        Map<String, ContainerStats> before = first;
        Quit quit = Quit.watch(context);
        try (LiveLines lines = new LiveLines(context)) {
            lines.show(table(texts(first, first), context.terminal().size().columns()));
            while (!quit.within(EVERY_MILLIS)) {
                Map<String, ContainerStats> now = read();
                lines.show(table(texts(before, now), context.terminal().size().columns()));
                before = now;
            }
        }
    }

    /** By id, in the order they are shown. */
    private Map<String, ContainerStats> read() {
        Map<String, ContainerStats> read = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>(names);
        if (names.isEmpty()) {
            services.containers().list().stream()
                    .filter(container -> all || container.isRunning())
                    .map(Container::id)
                    .forEach(wanted::add);
        }
        for (String name : wanted) {
            try {
                ContainerStats stats = services.containers().stats(name);
                read.put(stats.container(), stats);
            } catch (AtollException e) {
                if (e.code() != ErrorCode.NOT_FOUND) { // Removed just now.
                    throw e;
                }
            }
        }
        return read;
    }

    private List<StatsText> texts(Map<String, ContainerStats> before, Map<String, ContainerStats> now) {
        return now.values().stream()
                .map(stats -> new StatsText(stats, before.getOrDefault(stats.container(), stats), whole))
                .toList();
    }

    private void print(
            CommandContext context, Style style, Map<String, ContainerStats> before, Map<String, ContainerStats> now) {
        List<StatsText> texts = texts(before, now);
        switch (style) {
            case Style.Documents documents -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                texts.forEach(text -> array.add(text.json()));
                Format.print(context, array);
            }
            case Style.Rows rows ->
                rows.print(
                        context,
                        StatsText.HEADINGS,
                        texts.stream().map(StatsText::fields).toList());
            case Style.Plain plain -> table(texts, 0).forEach(context.out()::println);
        }
    }

    /** @param width the terminal's; 0 for everything */
    private static List<String> table(List<StatsText> texts, int width) {
        List<List<String>> rows = StatsText.rows(texts, width, GAP.length());
        Table table = new Table(GAP, rows.getFirst().toArray(String[]::new));
        rows.stream().skip(1).forEach(row -> table.row(row.toArray(String[]::new)));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        table.print(new PrintStream(text, false, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
