package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.atoll.api.layer.RootChanges;
import io.atoll.api.layer.RootChanges.Change;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll diff}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=diff", Command.ALIAS + "=container diff", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "List what a container changed of its image's files.",
        footer = {
            "A: added, C: changed, D: deleted. A directory with changes in it is changed; of a directory that was added all is listed, of one that was",
            "deleted only itself. What is in volumes is not listed. The container may be running.",
            "",
            "Examples:",
            "  atoll diff web",
            "  atoll diff --format json web",
            "",
            "Exit status: 0; 125 if it could not be listed."
        })
public final class DiffCommand implements Command {
    private final Services services;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' or 'json': an array of objects with kind and path.")
    private String format = "table";

    @Parameters(paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String name = "";

    @Activate
    public DiffCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Format its = Format.parse(format);
        RootChanges.ChangedRoot root = services.containers().changedRoot(name);
        switch (its) {
            case TABLE -> services.rootChanges().list(root, change -> line(context, change));
            case JSON -> {
                ArrayNode changes = Json.object().arrayNode();
                services.rootChanges()
                        .list(
                                root,
                                change -> changes.addObject()
                                        .put("kind", change.kind().name().toLowerCase(Locale.ROOT))
                                        .put("path", change.text()));
                Format.print(context, changes);
            }
        }
        return 0;
    }

    private static void line(CommandContext context, Change change) {
        String line = "%c %s\n".formatted(change.kind().name().charAt(0), change.path());
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        context.out().write(bytes, 0, bytes.length);
    }
}
