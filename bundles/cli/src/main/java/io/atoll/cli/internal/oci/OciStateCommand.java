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

/** {@code atoll oci state}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci state", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Show the state of a container as JSON.",
        footer = {"Examples:", "  atoll oci state box", "", "Exit status: 0; 1 if it failed."})
public final class OciStateCommand extends OciCommand {
    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciStateCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        context.out().print(StateJson.text(StateJson.of(runtime.state(container(context, id)))));
        return 0;
    }
}
