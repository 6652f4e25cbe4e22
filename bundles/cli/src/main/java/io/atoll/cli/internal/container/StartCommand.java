package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
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

/** {@code atoll start}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=start", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Start containers that have ended, or were only created.",
        footer = {
            "Examples:",
            "  atoll start web",
            "  atoll start -a job                   and attach to it",
            "",
            "Exit status: 0; 1 if one of the containers could not be started; with -a the container's."
        })
public final class StartCommand implements Command {
    private final Services services;

    @Option(
            names = {"-a", "--attach"},
            description = "Attach to it, with its input if it has one; for one container.")
    private boolean attach;

    @Option(
            names = {"-i", "--interactive"},
            description = "The same as --attach.")
    private boolean interactive;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "What to type to detach: '" + DetachKeys.DEFAULT + "' (default).")
    private String detachKeys = DetachKeys.DEFAULT;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public StartCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        ContainerRuntime runtime = services.containers();
        if (!attach && !interactive) {
            return Each.of(context, names, name -> {
                runtime.start(name);
                return name;
            });
        }
        if (names.size() > 1) {
            throw new AtollException(ErrorCode.INVALID, "only one container can be attached to");
        }
        try (Launch launch = runtime.launch(
                names.getFirst(),
                new LaunchOptions(LaunchMode.ATTACHED, context.terminal().size(), DetachKeys.parse(detachKeys)))) {
            return context.launch(launch, LaunchMode.ATTACHED);
        }
    }
}
