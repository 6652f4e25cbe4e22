package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.runtime.Container;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.time.Instant;
import java.util.List;
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
            "Fields of a template: .ID .Image .Command .CreatedAt .RunningFor .Status .State .Names .Pid .ExitCode .Storage .Labels",
            "",
            "Examples:",
            "  atoll ps --format 'table {{.Names}}\\t{{.Status}}'",
            "  atoll ps -a",
            "  atoll ps -q --no-trunc",
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

    @Activate
    public ListCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(json ? "json" : format);
        List<Container> containers = services.containers().list().stream()
                .filter(container -> all || container.isRunning())
                .toList();
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
                            .map(container -> ContainerFields.of(container, now, whole))
                            .toList());
        } else {
            table(containers).print(context.out());
        }
        return 0;
    }

    private Table table(List<Container> containers) {
        Table table = new Table("   ", "CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "NAMES");
        Instant now = Instant.now();
        for (Container container : containers) {
            table.row(
                    id(container),
                    container.image(),
                    ContainerText.command(container, whole),
                    Human.ago(container.created(), now),
                    ContainerText.status(container, now),
                    container.name());
        }
        return table;
    }

    private String id(Container container) {
        return whole ? container.id() : container.shortId();
    }
}
