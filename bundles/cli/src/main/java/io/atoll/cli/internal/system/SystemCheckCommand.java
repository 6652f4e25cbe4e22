package io.atoll.cli.internal.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Removed;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.RegistrySource;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll system check}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=system check", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Read everything in the image store and say what is wrong.",
        footer = {
            "With --repair, broken blobs are put aside (images/quarantine) and fetched again from the registry their image names,",
            "leftovers are removed, and leases that cannot be read are mended. Unused blobs and layers are no harm: see 'atoll image prune'.",
            "",
            "Extracted layers are not read: they can be made again. If a disk may have damaged them, --repair --layers throws away those",
            "that no container uses; they are extracted again, from verified blobs, when they are next needed.",
            "",
            "Examples:",
            "  atoll system check",
            "  atoll system check --repair",
            "",
            "Exit status: 0; 1 if something harmful is found and not repaired; 125 if it could not be checked."
        })
public final class SystemCheckCommand implements Command {
    private final Services services;

    @Option(names = "--repair", description = "Repair what can be repaired.")
    private boolean repair;

    @Option(names = "--layers", description = "With --repair: also have extracted layers made again.")
    private boolean layers;

    @Option(names = "--insecure", description = "Allow plain HTTP when blobs are fetched again.")
    private boolean insecure;

    @Option(names = "--format", paramLabel = "FORMAT", description = "'table' (default) or 'json'.")
    private String format = "table";

    @Activate
    public SystemCheckCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Format chosen = Format.parse(format);
        if (layers && !repair) {
            throw new AtollException(ErrorCode.INVALID, "--layers removes extracted layers: it needs --repair");
        }
        ImageStore images = services.images();
        CheckReport report = repair
                ? images.repair(new RegistrySource(
                        services.registry(), images, new RegistryAccess(null, insecure, context.environment())))
                : images.check();
        Removed dropped = layers ? images.dropLayers(false, item -> {}) : new Removed(0, 0, 0);
        if (chosen == Format.JSON) {
            Format.print(context, json(report, dropped));
        } else {
            print(context, report, dropped);
        }
        return report.isClean() ? 0 : 1;
    }

    private void print(CommandContext context, CheckReport report, Removed dropped) {
        CheckText.print(context, report);
        if (layers) {
            context.out()
                    .println("Removed %d extracted layers, %s: they are extracted again when they are needed"
                            .formatted(dropped.layers(), Human.size(dropped.bytes())));
        }
        context.out().println(CheckText.summary(report, repair, "atoll system check --repair"));
    }

    private ObjectNode json(CheckReport report, Removed dropped) {
        ObjectNode node = CheckText.json(report);
        if (layers) {
            node.put("dropped_layers", dropped.layers());
        }
        return node;
    }
}
