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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll kill}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=kill", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Send a signal to running containers.",
        footer = {
            "Examples:",
            "  atoll kill web",
            "  atoll kill -s HUP web                reload its configuration",
            "",
            "Exit status: 0; 1 if one of the containers could not be signalled."
        })
public final class KillCommand implements Command {
    private final Services services;

    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "Name or number: KILL by default.")
    private String signal = "KILL";

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public KillCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        int number = Signals.parse(signal);
        return Each.of(context, names, name -> {
            services.containers().kill(name, number);
            return name;
        });
    }
}
