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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll oci create}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci create", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Make a container of a bundle; start lets its program run.",
        footer = {
            "Examples:",
            "  atoll oci create --bundle /tmp/box box",
            "  atoll-oci --root /run/mine create -b . --pid-file box.pid box",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciCreateCommand extends OciCommand {
    @Mixin
    private BundleOptions bundle = new BundleOptions();

    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciCreateCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        try (Launch launch = runtime.create(container(context, id), bundle.resolve(context, false, true))) {
            return context.launch(launch, LaunchMode.DETACHED);
        }
    }
}
