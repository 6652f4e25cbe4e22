package io.atoll.cli.internal.container;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll rename}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=rename", Command.ALIAS + "=container rename", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Give a container another name.",
        footer = {"Examples:", "  atoll rename web web-old", "", "Exit status: 0; 125 if it cannot have that name."})
public final class RenameCommand implements Command {
    private final Services services;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String container = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Its new name.")
    private String name = "";

    @Activate
    public RenameCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        services.containers().rename(container, name);
        return 0;
    }
}
