package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Container;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Confirmation;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import io.atoll.cli.internal.system.StoredText;
import io.atoll.cli.internal.system.Usage;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll image prune}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image prune", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Remove what nothing needs: unused blobs and layers, and what was left behind.",
        footer = {
            "Images that have no tag and that no container was made from go as well; with --all, also those with a tag. What a lease",
            "protects stays: what containers and running pulls use. What others put into the store without a name stays, too.",
            "",
            ImageFilter.HELP,
            ImageFilter.MORE_HELP,
            "",
            "Examples:",
            "  atoll image prune",
            "  atoll image prune --all --dry-run        what would go, and how much that is",
            "  atoll image prune -af --filter until=720h",
            "",
            "Exit status: 0; 125 if it could not be done, or was not confirmed."
        })
public final class ImagePruneCommand implements Command {
    private final Services services;

    @Option(
            names = {"-a", "--all"},
            description = "Also remove images with a tag that no container was made from.")
    private boolean all;

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    @Option(names = "--dry-run", description = "Only show what would be removed.")
    private boolean dryRun;

    @Option(names = "--filter", paramLabel = "FILTER", description = "Only images of which this holds; see below.")
    private List<String> filters = List.of();

    @Option(names = "--format", paramLabel = "FORMAT", description = "'table' (default) or 'json'.")
    private String format = "table";

    @Activate
    public ImagePruneCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Format chosen = Format.parse(format);
        Predicate<StoredImage> unused = unused(context);
        if (!dryRun && !force) {
            confirm(context, unused);
        }
        if (chosen == Format.JSON) {
            json(context, unused);
        } else {
            print(context, unused);
        }
        return 0;
    }

    /** As it goes: a large store has many things, and nothing is said of what is then not done. */
    private void print(CommandContext context, Predicate<StoredImage> unused) {
        Predicate<StoredImage> told = unused.and(image -> {
            context.out().println((dryRun ? "Would untag: " : "Untagged: ") + image.reference());
            return true;
        });
        Removed removed = services.images().prune(told, dryRun, item -> print(context, item));
        context.out()
                .println((dryRun ? "Total reclaimable space: " : "Total reclaimed space: ")
                        + Human.size(removed.bytes()));
    }

    private void print(CommandContext context, StoredItem item) {
        context.out()
                .println("%s %s %s (%s)"
                        .formatted(
                                dryRun ? "Would delete:" : "Deleted:",
                                StoredText.kind(item),
                                item.digest() != null ? item.digest() : StoredText.name(item),
                                Human.size(item.bytes())));
    }

    private void json(CommandContext context, Predicate<StoredImage> unused) {
        ObjectNode node = Json.object();
        node.put("dry_run", dryRun);
        ArrayNode untagged = node.putArray("untagged");
        ArrayNode deleted = node.putArray("deleted");
        Predicate<StoredImage> noted = unused.and(image -> {
            untagged.add(image.reference().toString());
            return true;
        });
        Removed removed = services.images().prune(noted, dryRun, item -> deleted.add(StoredText.json(item)));
        node.put("bytes", removed.bytes());
        Format.print(context, node);
    }

    private Predicate<StoredImage> unused(CommandContext context) {
        if (!all && services.images().images().stream().noneMatch(ImageFilter::isDangling)) {
            return image -> false; // so that it also works without what knows of containers
        }
        List<Container> containers = services.containers().list();
        Predicate<StoredImage> chosen = ImageFilter.of(context, services, filters, Instant.now());
        return image ->
                (all || ImageFilter.isDangling(image)) && Usage.count(containers, image) == 0 && chosen.test(image);
    }

    private void confirm(CommandContext context, Predicate<StoredImage> unused) {
        long count = services.images().images().stream().filter(unused).count();
        if (count == 0) {
            return;
        }
        Confirmation.ask(
                context,
                "%d images would be removed".formatted(count),
                "Remove %d images that no container uses?".formatted(count),
                "add --force, or --dry-run to see them");
    }
}
