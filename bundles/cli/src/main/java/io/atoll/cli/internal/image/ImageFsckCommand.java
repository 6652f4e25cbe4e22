package io.atoll.cli.internal.image;

import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.ImageLayout;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.service.Services;
import io.atoll.cli.internal.system.CheckText;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image fsck}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image fsck", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Read every image of the store, or of an OCI image layout, and say what is wrong.",
        footer = {
            "With --repair, broken blobs are put aside (into 'quarantine') and leftovers are removed. The store's blobs are fetched again from the",
            "registry their image names; a layout's are taken from the store if they are there. See also 'atoll system check'.",
            "",
            "Examples:",
            "  atoll image fsck",
            "  atoll image fsck --repair ./layout",
            "",
            "Exit status: 0; 1 if something harmful is found and not repaired; 125 if it could not be checked."
        })
public final class ImageFsckCommand implements Command {
    private final Services services;

    @Option(names = "--repair", description = "Repair what can be repaired.")
    private boolean repair;

    @Option(names = "--format", paramLabel = "FORMAT", description = "'table' (default) or 'json'.")
    private String format = "table";

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "An OCI image layout; without it, the store.")
    private @Nullable String directory;

    @Activate
    public ImageFsckCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Format chosen = Format.parse(format);
        CheckReport report = directory == null ? store(context) : layout(context, directory);
        String again = "atoll image fsck --repair" + (directory == null ? "" : " " + directory);
        if (chosen == Format.JSON) {
            Format.print(context, CheckText.json(report));
        } else {
            CheckText.print(context, report);
            context.out().println(CheckText.summary(report, repair, again));
        }
        return report.isClean() ? 0 : 1;
    }

    private CheckReport store(CommandContext context) {
        return repair
                ? services.images()
                        .repair(new RegistrySource(services.registry(), services.images(), registry.access(context)))
                : services.images().check();
    }

    private CheckReport layout(CommandContext context, String path) {
        BlobSource stored = (blob, image) -> services.images().hasBlob(blob)
                ? java.util.Optional.of(services.images().openBlob(blob))
                : java.util.Optional.empty();
        try (ImageLayout layout = services.layouts().open(context.directory().resolve(path))) {
            return repair ? layout.repair(stored) : layout.check();
        }
    }
}
