package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll attach}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=attach", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Attach to a running container.",
        footer = {
            "Its output comes here, and what is typed goes there if it was made with -i. ctrl-p ctrl-q detaches.",
            "A container that runs in the foreground of another terminal cannot be attached to.",
            "",
            "Examples:",
            "  atoll attach web",
            "",
            "Exit status: the container's; 0 after detaching."
        })
public final class AttachCommand implements Command {
    private final Services services;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "What to type to detach: '" + DetachKeys.DEFAULT + "' (default).")
    private String detachKeys = DetachKeys.DEFAULT;

    @Parameters(paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String name = "";

    @Activate
    public AttachCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        byte[] keys = DetachKeys.parse(detachKeys);
        Container container = services.containers().get(name);
        if (container.status() != Container.Status.RUNNING) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot attach to '%s': it is not running; 'atoll start -a %s' starts it".formatted(name, name));
        }
        Path socket = services.engine().run().resolve("attach").resolve(container.id());
        if (!Files.exists(socket)) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot attach to '%s': it runs in the foreground of another client".formatted(name));
        }
        return context.attach(socket, container.terminal(), keys);
    }
}
