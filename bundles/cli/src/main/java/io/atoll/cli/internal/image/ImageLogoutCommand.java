package io.atoll.cli.internal.image;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll image logout}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image logout", Command.ALIAS + "=logout", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Forget the credentials for a registry.",
        footer = {"Examples:", "  atoll logout registry.example.org", "", "Exit status: 0; 125 if none are stored."})
public final class ImageLogoutCommand implements Command {
    private final Services services;

    @Parameters(
            paramLabel = "REGISTRY",
            arity = "0..1",
            description = "HOST[:PORT]; " + RegistryName.DEFAULT + " if left out.")
    private String registry = RegistryName.DEFAULT;

    @Activate
    public ImageLogoutCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        String host = RegistryName.parse(registry);
        services.registry().logout(host, RegistryOptions.configured(context));
        context.out().println("Removed login credentials for " + host);
        return 0;
    }
}
