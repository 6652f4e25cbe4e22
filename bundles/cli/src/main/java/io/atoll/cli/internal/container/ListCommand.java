package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Status;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll ps}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=ps", Command.ALIAS + "=container ls", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "List the running containers.",
        footer = {
            "Fields of a template: .ID .Image .Command .CreatedAt .RunningFor .Status .State .Names .Pid .ExitCode .Restarts .Health .Storage .Labels .Size",
            ContainerFilter.HELP,
            "",
            "Examples:",
            "  atoll ps --format 'table {{.Names}}\\t{{.Status}}'",
            "  atoll ps -a",
            "  atoll ps -q --no-trunc",
            "  atoll ps --filter health=unhealthy --filter label=tier=web",
            "  atoll ps -a --format json | jq -r '.[] | select(.exitCode > 0) | .name'"
        })
public final class ListCommand implements Command {
    private final Services services;

    @Option(
            names = {"-a", "--all"},
            description = "Also those that have ended or were never started.")
    private boolean all;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the ids.")
    private boolean quiet;

    @Option(names = "--no-trunc", description = "Whole ids and commands.")
    private boolean whole;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' (default), 'json', or a Go template, after 'table ' in columns.")
    private String format = "table";

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "NAME=VALUE",
            description = "Only such.")
    private List<String> filters = List.of();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "NUMBER",
            description = "The so many made last, whatever they do.")
    private int last = -1;

    @Option(
            names = {"-l", "--latest"},
            description = "The one made last.")
    private boolean latest;

    @Option(
            names = {"-s", "--size"},
            description = "Also how much they take on disk.")
    private boolean sizes;

    @Activate
    public ListCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(json ? "json" : format);
        List<Container> containers = chosen();
        ContainerSize size = new ContainerSize(services);
        if (style instanceof Style.Documents) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            containers.forEach(container -> array.add(ContainerText.json(container)));
            Format.print(context, array);
        } else if (quiet) {
            containers.forEach(container -> context.out().println(id(container)));
        } else if (style instanceof Style.Rows rows) {
            Instant now = Instant.now();
            rows.print(
                    context,
                    ContainerFields.HEADINGS,
                    containers.stream()
                            .map(container -> fields(container, now, size))
                            .toList());
        } else {
            table(containers, size).print(context.out());
        }
        return 0;
    }

    private List<Container> chosen() {
        int most = latest ? 1 : last;
        boolean every = all || most >= 0 || ContainerFilter.askForAll(filters);
        Predicate<Container> filter = ContainerFilter.of(filters, services.containers());
        return services.containers().list().stream()
                .filter(container -> every || isUp(container))
                .filter(filter)
                .limit(most < 0 ? Long.MAX_VALUE : most)
                .toList();
    }

    private static boolean isUp(Container container) {
        return container.isRunning() || container.status() == Status.RESTARTING;
    }

    private ObjectNode fields(Container container, Instant now, ContainerSize size) {
        ObjectNode fields = ContainerFields.of(container, now, whole);
        if (sizes || format.contains(".Size")) {
            fields.put("Size", size.text(container));
        }
        return fields;
    }

    private Table table(List<Container> containers, ContainerSize size) {
        List<String> heading =
                new ArrayList<>(List.of("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "NAMES"));
        if (sizes) {
            heading.add("SIZE");
        }
        Table table = new Table("   ", heading.toArray(String[]::new));
        Instant now = Instant.now();
        for (Container container : containers) {
            List<String> row = new ArrayList<>(List.of(
                    id(container),
                    container.image(),
                    ContainerText.command(container, whole),
                    Human.ago(container.created(), now),
                    ContainerText.status(container, now),
                    container.name()));
            if (sizes) {
                row.add(size.text(container));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private String id(Container container) {
        return whole ? container.id() : container.shortId();
    }
}
