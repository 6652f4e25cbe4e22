package io.atoll.cli.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.Volume;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Confirmation;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll volume prune}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=volume prune", Command.GROUP + "=Volumes"})
@picocli.CommandLine.Command(
        description = "Remove the volumes that no container uses: those without a name of their own.",
        footer = {
            VolumeFilter.LABEL_HELP,
            "",
            "Examples:",
            "  atoll volume prune",
            "  atoll volume prune --all --force --filter label=stage=test",
            "",
            "Exit status: 0; 125 if it could not be done, or was not confirmed."
        })
public final class VolumePruneCommand implements Command {
    private final Services services;

    @Option(
            names = {"-a", "--all"},
            description = "Also remove those with a name.")
    private boolean all;

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    @Option(
            names = "--filter",
            paramLabel = "LABEL-FILTER",
            description = "Only volumes of which this holds; see below.")
    private List<String> filters = List.of();

    @Activate
    public VolumePruneCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Predicate<Volume> filter = VolumeFilter.ofLabels(filters);
        Set<String> used = services.volumes().users().keySet();
        List<Volume> unused = services.volumes().list().stream()
                .filter(volume -> (all || volume.isAnonymous()) && !used.contains(volume.name()))
                .filter(filter)
                .toList();
        if (!force && !unused.isEmpty()) {
            Confirmation.ask(
                    context,
                    "%d volumes would be removed".formatted(unused.size()),
                    "Remove %d volumes that no container uses, and what is in them?".formatted(unused.size()),
                    "add --force");
        }
        long bytes = 0;
        for (Volume volume : unused) {
            bytes += remove(context, volume);
        }
        context.out().println("Total reclaimed space: " + Human.size(bytes));
        return 0;
    }

    /** One that a container has come to use meanwhile stays. */
    private long remove(CommandContext context, Volume volume) {
        long bytes = services.diskUsage(volume.mountpoint());
        try {
            services.volumes().remove(volume.name());
        } catch (AtollException e) {
            if (e.code() == ErrorCode.CONFLICT || e.code() == ErrorCode.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
        context.out().println("Deleted: " + volume.name());
        return bytes;
    }
}
