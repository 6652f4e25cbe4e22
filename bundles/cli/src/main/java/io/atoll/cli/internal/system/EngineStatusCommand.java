package io.atoll.cli.internal.system;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.container.Memory;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import java.time.Duration;
import java.time.Instant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@code atoll engine status}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=engine status", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Show the engine's state.",
        footer = {"To see all about it: atoll info"})
public final class EngineStatusCommand implements Command {
    private final Services services;

    @Activate
    public EngineStatusCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Services.Engine engine = services.engine();
        ProcessHandle process = ProcessHandle.current();
        String up = process.info()
                .startInstant()
                .map(start -> Human.duration(Duration.between(start, Instant.now())))
                .orElse("unknown");
        context.out().println("engine: running, pid %d, up %s".formatted(process.pid(), up));
        context.out().println("version  " + engine.version());
        context.out().println("bundles  " + engine.bundles());
        context.out().println("memory   " + Memory.text());
        context.out().println("socket   " + engine.run().resolve("engine.sock"));
        context.out().println("log      " + engine.run().resolve("engine.log"));
        context.out().println("data     " + engine.root());
        return 0;
    }
}
