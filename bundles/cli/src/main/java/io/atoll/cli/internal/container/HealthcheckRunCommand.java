package io.atoll.cli.internal.container;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll healthcheck run}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=healthcheck run", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Ask for a container's health now.",
        footer = {
            "The answer counts as those do that are asked for at intervals.",
            "",
            "Examples:",
            "  atoll healthcheck run web && echo well",
            "",
            "Exit status: 0 if it is well, 1 if it is not, 125 if it does not run or has no health check."
        })
public final class HealthcheckRunCommand implements Command {
    private final Services services;

    @Parameters(paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String container = "";

    @Activate
    public HealthcheckRunCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        return services.containers().checkHealth(container) ? 0 : 1;
    }
}
