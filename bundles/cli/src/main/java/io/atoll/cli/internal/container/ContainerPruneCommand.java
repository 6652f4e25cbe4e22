package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Status;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll container prune}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=container prune", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Remove all containers that do not run.",
        footer = {
            "Filters: until=24h or until=2026-01-31, made before then; label=NAME[=VALUE], label!=NAME[=VALUE]. All must hold.",
            "",
            "Examples:",
            "  atoll container prune",
            "  atoll container prune -f --filter until=24h",
            "",
            "Exit status: 0; 1 if one could not be removed; 125 if it was not confirmed."
        })
public final class ContainerPruneCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    @Option(names = "--filter", paramLabel = "NAME=VALUE", description = "Only such.")
    private List<String> filters = List.of();

    @Activate
    public ContainerPruneCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        Predicate<Container> filter = PruneFilter.of(filters, Instant.now());
        List<Container> unused = services.containers().list().stream()
                .filter(container -> container.status() == Status.CREATED || container.status() == Status.EXITED)
                .filter(filter)
                .toList();
        if (!force && !unused.isEmpty()) {
            confirm(context, unused.size());
        }
        ContainerSize sizes = new ContainerSize(services);
        long bytes = 0;
        int status = 0;
        for (Container container : unused) {
            try {
                long size = sizes.written(container);
                services.containers().remove(container.id(), false);
                context.out().println(container.id());
                bytes += size;
            } catch (AtollException e) {
                if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.CONFLICT) { // gone, or started, meanwhile
                    context.err().println("atoll: " + e.getMessage());
                    status = 1;
                }
            }
        }
        context.out().println("Total reclaimed space: " + Human.size(bytes));
        return status;
    }

    private static void confirm(CommandContext context, int count) throws InterruptedException {
        if (!context.terminal().input()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "%d containers would be removed and there is no terminal to ask on: add --force".formatted(count));
        }
        String answer = context.prompt("Remove %d containers that do not run? [y/N] ".formatted(count), true);
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
            throw new AtollException(ErrorCode.INVALID, "nothing was removed");
        }
    }
}
