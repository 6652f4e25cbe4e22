package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
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

/** {@code atoll update}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=update", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description =
                "Change what containers may use, at once and for their next start, and whether they are started again.",
        footer = {
            "Examples:",
            "  atoll update -m 512m --cpus 1.5 web",
            "  atoll update --pids-limit -1 web",
            "  atoll update --restart unless-stopped web",
            "",
            "Exit status: 0; 1 if one of the containers could not be changed."
        })
public final class UpdateCommand implements Command {
    private final Services services;

    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            description = "Start it again when it ends: 'no', 'on-failure[:N]', 'always', 'unless-stopped'.")
    private @Nullable String restart;

    @Mixin
    private ResourceOptions limits = new ResourceOptions();

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public UpdateCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        Resources changes = limits.resources();
        RestartPolicy policy = restart == null ? null : RestartPolicy.parse(restart);
        boolean limited = !changes.equals(Resources.NONE);
        if (!limited && policy == null) {
            throw new AtollException(
                    ErrorCode.INVALID, "nothing to change: give --restart or a limit, for example --memory 512m");
        }
        return Each.of(context, names, name -> {
            if (limited) {
                services.containers().update(name, changes);
            }
            if (policy != null) {
                services.containers().setRestartPolicy(name, policy);
            }
            return name;
        });
    }
}
