package io.atoll.cli.internal.container;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
import io.atoll.cli.internal.service.Services;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll restart}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=restart", Command.ALIAS + "=container restart", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Stop containers, if they run, and start them again.",
        footer = {
            "They are started in the background, whatever they were before.",
            "",
            "Examples:",
            "  atoll restart web",
            "  atoll restart -t 30 -s INT db",
            "",
            "Exit status: 0; 1 if one of the containers could not be restarted."
        })
public final class RestartCommand implements Command {
    private final Services services;

    @Mixin
    private StopOptions how = new StopOptions();

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public RestartCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        Integer signal = how.signal();
        Duration timeout = how.timeout();
        return Each.of(context, names, name -> {
            services.containers().restart(name, signal, timeout);
            return name;
        });
    }
}
