package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll oci pause}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci pause", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Have every process of a container stand still.",
        footer = {"Examples:", "  atoll oci pause box", "", "Exit status: 0; 1 if it failed."})
public final class OciPauseCommand extends OciCommand {
    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciPauseCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        runtime.pause(container(context, id));
        return 0;
    }
}
