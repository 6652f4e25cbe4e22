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

/** {@code atoll wait}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=wait", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Wait until containers have ended; print their exit codes (-1 for one that has none yet).",
        footer = {
            "Examples:",
            "  atoll wait job",
            "  atoll wait --condition healthy db",
            "",
            "Exit status: 0; 1 if one of the containers could not be waited for."
        })
public final class WaitCommand implements Command {
    private final Services services;

    @Option(
            names = "--condition",
            paramLabel = "CONDITION",
            description = "Wait until it is 'stopped' (default), 'running', 'healthy', 'unhealthy' or 'removed'.")
    private String condition = "stopped";

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public WaitCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        WaitCondition wanted = WaitCondition.parse(condition);
        return Each.of(context, names, name -> Integer.toString(wanted.await(services.containers(), name)));
    }
}
