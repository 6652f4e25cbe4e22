package io.atoll.cli.internal.event;

import io.atoll.api.event.Event;
import io.atoll.api.event.Events.EventReader;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Times;
import io.atoll.cli.internal.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll events}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=events", Command.ALIAS + "=system events", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Show what happens to containers and images, as it happens.",
        footer = {
            "Filters: container=, image=, event=, type=, label=, volume=, network=. Of several of one name one must hold (of labels,",
            "all), of each name. About a mebibyte of the newest events is kept for --since, until the machine is started again.",
            "",
            "Examples:",
            "  atoll events",
            "  atoll events --since 10m --until 0s --filter event=die",
            "  atoll events --filter container=web --format '{{.Action}} {{.Actor.Attributes.exitCode}}'",
            "",
            "Exit status: 0 at the end of --until; 130 after an interrupt."
        })
public final class EventsCommand implements Command {
    private final Services services;

    @Option(names = "--since", paramLabel = "TIME", description = "Also those from then on: 10m, 2026-01-31T10:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "No later ones; ends then.")
    private @Nullable String until;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "NAME=VALUE",
            description = "Only such.")
    private List<String> filters = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'json', an object a line, or a Go template for each.")
    private @Nullable String format;

    @Activate
    public EventsCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        Style style = Style.parse(format == null ? "table" : format);
        Predicate<Event> wanted = EventFilter.of(filters);
        Instant now = Instant.now();
        Instant from = since == null ? null : Times.point(since, now);
        Instant to = until == null ? null : Times.point(until, now);
        try (EventReader reader = services.events().read(from, to)) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                if (wanted.test(event)) {
                    print(context, style, event);
                }
            }
        }
        return 0;
    }

    private static void print(CommandContext context, Style style, Event event) {
        switch (style) {
            case Style.Rows rows -> rows.print(context, EventText.json(event));
            case Style.Documents documents ->
                context.out().println(EventText.json(event)); // one line: a program reads them as they come
            case Style.Plain plain -> context.out().println(EventText.line(event));
        }
        context.out().flush();
    }
}
