package io.atoll.cli.internal.container;

import io.atoll.api.runtime.Container;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.nio.charset.StandardCharsets;
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
        byte[] keys = DetachKeys.parse(detachKeys).getBytes(StandardCharsets.US_ASCII);
        Container container = services.containers().get(name);
        Path socket = services.containers().attachSocket(container.id());
        return context.attach(socket, container.terminal(), keys);
    }
}
