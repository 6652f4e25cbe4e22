package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciRuntime;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll oci start}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci start", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Let the program of a created container run.",
        footer = {"Examples:", "  atoll oci start box", "", "Exit status: 0; 1 if it failed."})
public final class OciStartCommand extends OciCommand {
    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciStartCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        try (Launch launch = runtime.start(container(context, id))) {
            return context.launch(launch, LaunchMode.DETACHED);
        }
    }
}
