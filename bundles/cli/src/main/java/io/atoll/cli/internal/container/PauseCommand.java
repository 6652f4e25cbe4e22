package io.atoll.cli.internal.container;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll pause}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=pause", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Have all processes of containers stand still, until they are unpaused.",
        footer = {
            "Examples:",
            "  atoll pause web",
            "  atoll ps --format '{{.Names}} {{.Status}}'",
            "",
            "Exit status: 0; 1 if one of the containers could not be paused."
        })
public final class PauseCommand implements Command {
    private final Services services;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public PauseCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        return Each.of(context, names, name -> {
            services.containers().pause(name);
            return name;
        });
    }
}
