package io.atoll.cli.internal.system;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@code atoll engine stop}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=engine stop", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Stop the engine. Containers go on.",
        footer = {
            "The next command starts it again. It also stops by itself when it has been idle for a while (10 minutes).",
            "",
            "Examples:",
            "  atoll engine stop && atoll ps        a fresh engine"
        })
public final class EngineStopCommand implements Command {
    private final Services services;

    @Activate
    public EngineStopCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        services.engine().stop();
        return 0;
    }
}
