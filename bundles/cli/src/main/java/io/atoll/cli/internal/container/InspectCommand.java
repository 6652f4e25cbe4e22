package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.ImageText;
import io.atoll.cli.internal.image.Images;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
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
            "  atoll inspect alpine | jq '.[0].config.env'",
            "",
            "Exit status: 0; 1 if one of the names is unknown."
        })
public final class InspectCommand implements Command {
    private final Services services;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Containers or images.")
    private List<String> names = List.of();

    @Activate
    public InspectCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        int status = 0;
        for (String name : names) {
            try {
                array.add(document(context, name));
            } catch (AtollException e) {
                context.err().println("atoll: " + e.getMessage());
                status = 1;
            }
        }
        Format.print(context, array);
        return status;
    }

    private JsonNode document(CommandContext context, String name) {
        try {
            return Json.parse(services.containers().inspect(name), "container " + name);
        } catch (AtollException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.INVALID && e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
        }
        return Images.find(context, services, name)
                .map(ImageText::json)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND, "there is no container and no image '%s'".formatted(name)));
    }
}
