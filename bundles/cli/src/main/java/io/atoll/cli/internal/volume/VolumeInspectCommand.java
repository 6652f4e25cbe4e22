package io.atoll.cli.internal.volume;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Inspection;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll volume inspect}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=volume inspect", Command.GROUP + "=Volumes"})
@picocli.CommandLine.Command(
        description = "Show all there is to know about volumes, as JSON.",
        footer = {
            "Examples:",
            "  atoll volume inspect data",
            "  atoll volume inspect --format '{{.Mountpoint}}' data",
            "",
            "Exit status: 0; 1 if one of the names is unknown."
        })
public final class VolumeInspectCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "'json' (default), or a Go template for each.")
    private @Nullable String format;

    @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "Names of volumes.")
    private List<String> names = List.of();

    @Activate
    public VolumeInspectCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        return Inspection.of(
                context,
                names,
                format,
                name -> VolumeDocument.of(services.volumes().get(name)));
    }
}
