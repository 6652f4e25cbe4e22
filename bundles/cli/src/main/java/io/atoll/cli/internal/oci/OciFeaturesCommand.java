package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@code atoll oci features}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci features", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Show what this runtime can do, as JSON.",
        footer = {"Examples:", "  atoll oci features", "", "Exit status: 0; 1 if it failed."})
public final class OciFeaturesCommand extends OciCommand {

    @Activate
    public OciFeaturesCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        context.out().writeBytes(runtime.features());
        return 0;
    }
}
