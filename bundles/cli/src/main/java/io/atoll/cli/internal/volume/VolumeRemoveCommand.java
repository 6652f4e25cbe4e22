package io.atoll.cli.internal.volume;

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

/** {@code atoll volume rm}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=volume rm", Command.ALIAS + "=volume remove", Command.GROUP + "=Volumes"})
@picocli.CommandLine.Command(
        description = "Remove volumes, and what is in them.",
        footer = {
            "A volume that a container uses, running or not, stays. Of one that is a host directory, the directory stays.",
            "",
            "Examples:",
            "  atoll volume rm data",
            "",
            "Exit status: 0; 1 if one of the volumes could not be removed."
        })
public final class VolumeRemoveCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--force"},
            description = "Do not complain about one that does not exist.")
    private boolean force;

    @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "Names of volumes.")
    private List<String> names = List.of();

    @Activate
    public VolumeRemoveCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        return Each.of(context, names, name -> {
            remove(name);
            return name;
        });
    }

    private void remove(String name) {
        try {
            services.volumes().remove(name);
        } catch (AtollException e) {
            if (!force || e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
