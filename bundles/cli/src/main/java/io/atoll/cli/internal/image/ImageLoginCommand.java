package io.atoll.cli.internal.image;

import io.atoll.api.registry.RegistryAccess;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll image login}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image login", Command.ALIAS + "=login", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Log in to a registry.",
        footer = {
            "The registry is asked whether it takes the credentials; then they are stored in ~/.docker/config.json, or with the"
                    + " credential helper that it names. What is not given is asked for at the terminal; a password is not shown.",
            "",
            "Examples:",
            "  atoll login registry.example.org",
            "  pass registry | atoll login -u me --password-stdin registry.example.org",
            "",
            "Exit status: 0; 125 if the registry refuses the credentials or cannot be asked; 130 after Ctrl-C."
        })
public final class ImageLoginCommand implements Command {
    private final Services services;

    @Parameters(
            paramLabel = "REGISTRY",
            arity = "0..1",
            description = "HOST[:PORT]; " + RegistryName.DEFAULT + " if left out.")
    private String registry = RegistryName.DEFAULT;

    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Activate
    public ImageLoginCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        String host = RegistryName.parse(registry);
        RegistryAccess access = options.loginAccess(context);
        String place = services.registry().login(host, access);
        context.err().println("Credentials stored in " + place);
        context.out()
                .println("Login Succeeded (%s as %s)"
                        .formatted(
                                host,
                                Objects.requireNonNull(access.credentials()).username()));
        return 0;
    }
}
