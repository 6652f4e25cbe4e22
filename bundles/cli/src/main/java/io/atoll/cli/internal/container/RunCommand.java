package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code atoll run}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=run", Command.GROUP + "=Containers", Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "Run a command in a new container.",
        footer = {
            "Without -d and -t this terminal, its input, output and signals, is the container's own. With -t a monitor holds the"
                    + " container, and ctrl-p ctrl-q detaches from it.",
            "",
            "Examples:",
            "  atoll run --rm alpine echo hello",
            "  atoll run --rm -it alpine sh",
            "  atoll run --rm -v ./src:/src:ro -w /src alpine ls",
            "  atoll run -d --name web --network host caddy",
            "",
            "Exit status: the container's; 125 if atoll failed, 126 if the command cannot be executed, 127 if it does not"
                    + " exist, 128+n after signal n."
        })
public final class RunCommand implements Command {
    private final Services services;

    @Mixin
    private ContainerOptions options = new ContainerOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running in the background and print its id.")
    private boolean detach;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description =
                    "What to type to detach from a container with a terminal: '" + DetachKeys.DEFAULT + "' (default).")
    private String detachKeys = DetachKeys.DEFAULT;

    @Activate
    public RunCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        if (options.terminal
                && options.interactive
                && !detach
                && !context.terminal().input()) {
            throw new AtollException(
                    ErrorCode.INVALID, "-it needs a terminal, and standard input is none; leave out -t or -i");
        }
        String keys = DetachKeys.parse(detachKeys);
        ContainerRuntime runtime = services.containers();
        ContainerSpec specification = options.specification(context, services);
        LaunchMode mode = mode(specification);
        LaunchOptions how = new LaunchOptions(mode, context.terminal().size(), keys);
        Container container = options.create(specification, context, services);
        int code = launch(runtime, container, how, context);
        if (detach) {
            context.out().println(container.id());
        }
        return code;
    }

    /** What is started again when it ends outlives this command: a monitor is its parent from the beginning. */
    private LaunchMode mode(ContainerSpec specification) {
        if (detach) {
            return LaunchMode.DETACHED;
        }
        boolean again = specification.lifecycle().restart().mode() != RestartPolicy.Mode.NO;
        return options.terminal || again ? LaunchMode.ATTACHED : LaunchMode.FOREGROUND;
    }

    /** A container that never ran does not stay: nobody asked for half of {@code run}. */
    private static int launch(ContainerRuntime runtime, Container container, LaunchOptions how, CommandContext context)
            throws InterruptedException {
        try (Launch launch = runtime.launch(container.id(), how)) {
            return context.launch(launch, how.mode());
        } catch (AtollException e) {
            remove(runtime, container);
            throw e;
        }
    }

    private static void remove(ContainerRuntime runtime, Container container) throws InterruptedException {
        try {
            if (runtime.get(container.id()).status() == Container.Status.CREATED) {
                runtime.remove(container.id(), false, true);
            }
        } catch (AtollException e) {
            // Gone already: it was one to be removed at its end. What failed before is what counts.
        }
    }
}
