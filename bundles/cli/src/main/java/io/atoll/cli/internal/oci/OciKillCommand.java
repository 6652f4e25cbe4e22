package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.container.Signals;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci kill}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci kill", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Send a signal to a container.",
        footer = {
            "Examples:",
            "  atoll oci kill box",
            "  atoll oci kill --all box KILL",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciKillCommand extends OciCommand {
    @Option(
            names = {"-a", "--all"},
            description = "To all of its processes, and not only to the first.")
    private boolean all;

    @Parameters(index = "0", paramLabel = "ID", description = "The container.")
    private String id = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "SIGNAL", description = "Name or number: TERM by default.")
    private String signal = "TERM";

    @Activate
    public OciKillCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        runtime.kill(container(context, id), Signals.parse(signal), all);
        return 0;
    }
}
