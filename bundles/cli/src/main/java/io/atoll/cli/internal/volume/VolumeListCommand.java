package io.atoll.cli.internal.volume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.volume.Volume;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll volume ls}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=volume ls", Command.ALIAS + "=volume list", Command.GROUP + "=Volumes"})
@picocli.CommandLine.Command(
        description = "List the volumes.",
        footer = {
            VolumeFilter.HELP,
            "",
            "Fields of a template: .Name .Driver .Scope .Mountpoint .CreatedAt .Labels .Options",
            "",
            "Examples:",
            "  atoll volume ls",
            "  atoll volume ls -q --filter dangling=true",
            "  atoll volume ls --format 'table {{.Name}}\\t{{.Mountpoint}}'",
            "",
            "Exit status: 0; 125 if the volumes cannot be read."
        })
public final class VolumeListCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "VOLUME-FILTER",
            description = "Only volumes of which this holds; see below.")
    private List<String> filters = List.of();

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the names.")
    private boolean quiet;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' (default), 'json', or a Go template, after 'table ' in columns.")
    private String format = "table";

    @Activate
    public VolumeListCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(format);
        Set<String> used = services.volumes().users().keySet();
        List<Volume> volumes = services.volumes().list().stream()
                .filter(VolumeFilter.of(filters, used))
                .toList();
        if (style instanceof Style.Documents) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            volumes.forEach(volume -> array.add(VolumeDocument.of(volume)));
            Format.print(context, array);
        } else if (quiet) {
            volumes.forEach(volume -> context.out().println(volume.name()));
        } else if (style instanceof Style.Rows rows) {
            rows.print(
                    context,
                    VolumeDocument.HEADINGS,
                    volumes.stream().map(VolumeDocument::of).toList());
        } else {
            Table table = new Table("   ", "DRIVER", "VOLUME NAME");
            volumes.forEach(volume -> table.row(volume.driver(), volume.name()));
            table.print(context.out());
        }
        return 0;
    }
}
