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

/** {@code atoll unpause}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=unpause", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Have paused containers go on.",
        footer = {
            "Examples:",
            "  atoll unpause web",
            "",
            "Exit status: 0; 1 if one of the containers could not be unpaused."
        })
public final class UnpauseCommand implements Command {
    private final Services services;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public UnpauseCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        return Each.of(context, names, name -> {
            services.containers().unpause(name);
            return name;
        });
    }
}
