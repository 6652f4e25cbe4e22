package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Columns;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image ls}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {
            Command.NAME + "=image ls",
            Command.ALIAS + "=images",
            Command.ALIAS + "=image list",
            Command.GROUP + "=Images"
        })
@picocli.CommandLine.Command(
        description = "List the images in the store.",
        footer = {
            "An image without a tag is named by its digest: see 'atoll image untag'. One that is damaged is of the type 'broken'.",
            "",
            ImageFilter.HELP,
            ImageFilter.MORE_HELP,
            "",
            "Fields of a template: .ID .Repository .Tag .Digest .CreatedSince .CreatedAt .Size .Bytes .Reference .Platform .Layers",
            ".Type .Labels .Problem",
            "",
            "Examples:",
            "  atoll image ls",
            "  atoll image ls -q | xargs atoll image rm",
            "  atoll image ls --filter label=stage=test --sort size",
            "  atoll image ls 'registry.example.org/team/*'",
            "  atoll image ls --format 'table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}'",
            "  atoll image ls --format json | jq -r '.[].digest'",
            "",
            "Exit status: 0; 125 if the images cannot be read."
        })
public final class ImageListCommand implements Command {
    private static final String GAP = " ";
    private static final int LEAST_REFERENCE = 30;

    private final Services services;

    @Parameters(arity = "0..1", paramLabel = "REPOSITORY[:TAG]", description = "Only these; may be a pattern.")
    private @Nullable String pattern;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' (default), 'json', or a Go template, after 'table ' in columns.")
    private String format = "table";

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = {"-a", "--all"},
            description = "All of them: as without it, for nothing is hidden.")
    @SuppressWarnings("UnusedVariable") // nothing is hidden; who knows Docker writes it all the same
    private boolean all;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "FILTER",
            description = "Only images of which this holds; see below.")
    private List<String> filters = List.of();

    @Option(names = "--digests", description = "Whole digests.")
    private boolean digests;

    @Option(names = "--no-trunc", description = "Nothing is cut off.")
    private boolean whole;

    @Option(
            names = {"-n", "--noheading"},
            description = "No heading.")
    private boolean noHeading;

    @Option(names = "--sort", paramLabel = "KEY", description = "'name' (default), 'created' or 'size'.")
    private ImageOrder order = ImageOrder.NAME;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the names.")
    private boolean quiet;

    @Activate
    public ImageListCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(json ? "json" : format);
        List<StoredImage> images = chosen(context);
        Instant now = Instant.now();
        if (style instanceof Style.Documents) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            images.forEach(image -> array.add(ImageText.json(image)));
            Format.print(context, array);
        } else if (quiet) {
            images.forEach(image -> context.out().println(image.reference()));
        } else if (style instanceof Style.Rows rows) {
            rows.print(
                    context,
                    ImageFields.HEADINGS,
                    images.stream()
                            .map(image -> ImageFields.of(image, now, whole))
                            .toList());
        } else {
            table(context, images, now);
        }
        return 0;
    }

    private List<StoredImage> chosen(CommandContext context) {
        Predicate<StoredImage> filter = ImageFilter.of(context, services, filters, Instant.now());
        Predicate<StoredImage> named = pattern == null ? image -> true : ImagePattern.of(context, services, pattern);
        return services.images().images().stream()
                .filter(named.and(filter))
                .sorted(order.comparator())
                .toList();
    }

    private void table(CommandContext context, List<StoredImage> images, Instant now) {
        if (images.isEmpty() && pattern == null && filters.isEmpty()) {
            context.out().println("No images found. Use 'atoll image pull <name>' to pull one.");
            return;
        }
        Table table =
                new Table(GAP, "REFERENCE", "LAYERS", "TYPE", "DIGEST", "SIZE", "CREATED").atLeast(30, 10, 6, 12, 8);
        for (StoredImage image : images) {
            table.row(
                    name(image.reference()),
                    Integer.toString(image.manifest().layers().size()),
                    ImageText.type(image),
                    digest(image),
                    Human.size(image.size()),
                    ImageText.created(image, now));
        }
        if (noHeading) {
            table.withoutHeading();
        }
        if (context.terminal().output() && !whole) {
            table.fit(0, LEAST_REFERENCE, context.terminal().size().columns());
        }
        table.print(context.out());
        for (StoredImage image : images) {
            if (image.problem() != null) {
                context.err()
                        .println("atoll: the image '%s' is broken: %s"
                                .formatted(image.reference(), Columns.harmless(String.valueOf(image.problem()))));
            }
        }
    }

    private String digest(StoredImage image) {
        return digests || whole
                ? image.descriptor().digest().toString()
                : image.descriptor().digest().shortHex();
    }

    /** A digest in a name is cut as the one in its column is. */
    private String name(Reference reference) {
        if (reference.isUnnamed() && !whole) {
            return ImageFields.NONE;
        }
        return whole || reference.digest() == null
                ? reference.toString()
                : reference
                        .toString()
                        .replace(reference.digest().hex(), reference.digest().shortHex() + "…");
    }
}
