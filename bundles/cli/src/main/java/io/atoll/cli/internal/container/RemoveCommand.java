package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
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

/** {@code atoll rm}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=rm", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Remove containers, and what they wrote.",
        footer = {
            "Images stay, and volumes; with -v those go that have no name of their own, unless another container uses them.",
            "",
            "Examples:",
            "  atoll rm web",
            "  atoll rm -f $(atoll ps -aq)          all of them",
            "",
            "Exit status: 0; 1 if one of the containers could not be removed."
        })
public final class RemoveCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--force"},
            description = "Kill a running container first; do not complain about one that does not exist.")
    private boolean force;

    @Option(
            names = {"-v", "--volumes"},
            description = "Also remove its volumes that have no name of their own.")
    private boolean volumes;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public RemoveCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        return Each.of(context, names, name -> {
            remove(name);
            return name;
        });
    }

    private void remove(String name) throws InterruptedException {
        try {
            services.containers().remove(name, force, volumes);
        } catch (AtollException e) {
            if (!force || e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
