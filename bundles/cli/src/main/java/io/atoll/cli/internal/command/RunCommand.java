package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import org.jspecify.annotations.Nullable;
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
    private @Nullable String detachKeys;

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
                    ErrorCode.INVALID, "-it needs a terminal, and standard input is none; leave out -t");
        }
        byte @Nullable [] keys = detachKeys == null ? null : DetachKeys.parse(detachKeys);
        LaunchMode mode = detach ? LaunchMode.DETACHED : options.terminal ? LaunchMode.ATTACHED : LaunchMode.FOREGROUND;
        ContainerRuntime runtime = services.containers();
        Container container = runtime.create(options.specification(context, services));
        try (Launch launch = launch(runtime, container, mode, context)) {
            int code = context.launch(
                    keys == null ? launch : new PlannedLaunch(launch, PlanDetachKeys.replace(launch.plan(), keys)),
                    mode);
            if (detach) {
                context.out().println(container.id());
            }
            return code;
        }
    }

    /** A container that should not stay does not stay because it could not even be launched. */
    private Launch launch(ContainerRuntime runtime, Container container, LaunchMode mode, CommandContext context)
            throws InterruptedException {
        try {
            return runtime.launch(container.id(), mode, context.terminal().size());
        } catch (AtollException e) {
            if (container.autoRemove()) {
                runtime.remove(container.id(), true);
            }
            throw e;
        }
    }
}
