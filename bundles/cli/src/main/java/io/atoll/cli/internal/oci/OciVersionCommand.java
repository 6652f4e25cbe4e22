package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@code atoll oci version}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci version", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Show the version of the runtime and of the specification.",
        footer = {"Examples:", "  atoll-oci --version", "", "Exit status: 0; 1 if it failed."})
public final class OciVersionCommand extends OciCommand {

    @Activate
    public OciVersionCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        context.out().println("atoll-oci version " + version());
        context.out().println("spec: 1.2.0");
        return 0;
    }
}
