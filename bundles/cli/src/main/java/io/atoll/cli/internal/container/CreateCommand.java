package io.atoll.cli.internal.container;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;

/** {@code atoll create}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=create", Command.GROUP + "=Containers", Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "Make a container without starting it; print its id.",
        footer = {"Examples:", "  atoll create --name web --network host caddy", "  atoll start web"})
public final class CreateCommand implements Command {
    private final Services services;

    @Mixin
    private ContainerOptions options = new ContainerOptions();

    @Activate
    public CreateCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        context.out()
                .println(options.create(options.specification(context, services), context, services)
                        .id());
        return 0;
    }
}
