package io.atoll.cli.internal.image;

import io.atoll.api.store.ImageStore;
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

/** {@code atoll image inspect}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image inspect", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Show all there is to know about images, as JSON.",
        footer = {
            "Examples:",
            "  atoll image inspect alpine",
            "  atoll image inspect --format '{{.Os}}/{{.Architecture}} {{join .Config.Env \",\"}}' alpine",
            "  atoll image inspect alpine | jq '.[0].RootFS.Layers'",
            "",
            "Exit status: 0; 1 if one of the names is unknown."
        })
public final class ImageInspectCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "'json' (default), or a Go template for each.")
    private @Nullable String format;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names, or beginnings of digests.")
    private List<String> names = List.of();

    @Activate
    public ImageInspectCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        ImageStore images = services.images();
        return Inspection.of(
                context, names, format, name -> ImageDocument.of(images, Images.get(context, services, name)));
    }
}
