package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll exec}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=exec", Command.GROUP + "=Containers", Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "Run another command in a running container.",
        footer = {
            "It has the container's rights, limits and environment, and ends with the container. Without -d and -t this terminal, its"
                    + " input, output and signals, is the command's own.",
            "",
            "Examples:",
            "  atoll exec web ps",
            "  atoll exec -it web sh",
            "  atoll exec -i db sh -c 'cat > /tmp/dump' < dump",
            "  atoll exec -u www-data -w /srv -e DEBUG=1 web ./check",
            "",
            "Exit status: the command's; 125 if atoll failed, 126 if the command cannot be executed, 127 if it does not"
                    + " exist, 128+n after signal n."
        })
public final class ExecCommand implements Command {
    private final Services services;

    @Option(
            names = {"-i", "--interactive"},
            description = "Give it standard input.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a terminal.")
    private boolean terminal;

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running in the background; its output is thrown away.")
    private boolean detach;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description =
                    "What to type to leave a command with a terminal running: '" + DetachKeys.DEFAULT + "' (default).")
    private String detachKeys = DetachKeys.DEFAULT;

    @Mixin
    private Variables variables = new Variables();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "User, by name or number, instead of the container's.")
    private @Nullable String user;

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Working directory inside, instead of the container's.")
    private @Nullable String workingDir;

    @Option(names = "--privileged", description = "Give it every capability, and the system calls that go with them.")
    private boolean privileged;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String container = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND [ARGUMENT...]",
            hideParamSyntax = true,
            description = "What to run. Everything after CONTAINER belongs to it.")
    private List<String> command = List.of();

    @Activate
    public ExecCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        if (terminal && interactive && !detach && !context.terminal().input()) {
            throw new AtollException(
                    ErrorCode.INVALID, "-it needs a terminal, and standard input is none; leave out -t or -i");
        }
        LaunchMode mode = detach ? LaunchMode.DETACHED : terminal ? LaunchMode.ATTACHED : LaunchMode.FOREGROUND;
        LaunchOptions how = new LaunchOptions(mode, context.terminal().size(), DetachKeys.parse(detachKeys));
        ExecSpec spec =
                new ExecSpec(command, variables.resolve(context), user, workingDir, terminal, interactive, privileged);
        try (Launch launch = services.containers().exec(container, spec, how)) {
            return context.launch(launch, mode);
        }
    }
}
