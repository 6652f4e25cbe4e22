package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll image ls}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image ls", Command.ALIAS + "=images", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "List the images in the store.",
        footer = {
            "Examples:",
            "  atoll image ls",
            "  atoll image ls -q | xargs atoll image rm",
            "  atoll image ls --format json | jq -r '.[].digest'"
        })
public final class ImageListCommand implements Command {
    private final Services services;

    @Option(names = "--format", paramLabel = "FORMAT", description = "'table' (default) or 'json'.")
    private String format = "table";

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the names.")
    private boolean quiet;

    @Activate
    public ImageListCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Format chosen = json ? Format.JSON : Format.parse(format);
        List<StoredImage> images = services.images().images();
        if (chosen == Format.JSON) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            images.forEach(image -> array.add(ImageText.json(image)));
            Format.print(context, array);
        } else if (quiet) {
            images.forEach(image -> context.out().println(image.reference()));
        } else if (images.isEmpty()) {
            context.out().println("No images found. Use 'atoll image pull <name>' to pull one.");
        } else {
            table(images).print(context.out());
        }
        return 0;
    }

    private static Table table(List<StoredImage> images) {
        Table table =
                new Table(" ", "REFERENCE", "LAYERS", "TYPE", "DIGEST", "SIZE", "CREATED").atLeast(30, 10, 6, 12, 8);
        Instant now = Instant.now();
        for (StoredImage image : images) {
            table.row(
                    image.reference().toString(),
                    Integer.toString(image.manifest().layers().size()),
                    ImageText.type(image),
                    image.root().digest().shortHex(),
                    Human.size(image.size()),
                    ImageText.created(image, now));
        }
        return table;
    }
}
