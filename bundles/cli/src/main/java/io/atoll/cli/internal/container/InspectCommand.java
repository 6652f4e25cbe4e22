package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.ImageStore;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.ImageDocument;
import io.atoll.cli.internal.image.Images;
import io.atoll.cli.internal.output.Inspection;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll inspect}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=inspect", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Show all there is to know about containers or images, as JSON.",
        footer = {
            "Examples:",
            "  atoll inspect web",
            "  atoll inspect --format '{{.State.Pid}}' web",
            "  atoll inspect --type image alpine | jq '.[0].Config.Env'",
            "",
            "Exit status: 0; 1 if one of the names is unknown."
        })
public final class InspectCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "'json' (default), or a Go template for each.")
    private @Nullable String format;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only a 'container', or only an 'image'.")
    private @Nullable Type type;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Containers or images.")
    private List<String> names = List.of();

    @Activate
    public InspectCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        return Inspection.of(context, names, format, name -> document(context, name));
    }

    private JsonNode document(CommandContext context, String name) {
        if (type != Type.IMAGE) {
            try {
                return Json.parse(services.containers().inspect(name), "container " + name);
            } catch (AtollException e) {
                boolean absent = e.code() == ErrorCode.NOT_FOUND
                        || e.code() == ErrorCode.INVALID
                        || e.code() == ErrorCode.UNAVAILABLE;
                if (type == Type.CONTAINER || !absent) {
                    throw e;
                }
            }
        }
        ImageStore images = services.images();
        return Images.find(context, services, name)
                .map(image -> ImageDocument.of(images, image))
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        type == Type.IMAGE
                                ? "image '%s' not found locally".formatted(name)
                                : "there is no container and no image '%s'".formatted(name)));
    }

    /** What is looked for. */
    private enum Type {
        CONTAINER,
        IMAGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
