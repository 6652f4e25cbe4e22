package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciCreate;
import io.atoll.api.oci.OciId;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci run}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci run", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Make a container of a bundle and run its program.",
        footer = {
            "Without --detach it is removed when it ends.",
            "",
            "Examples:",
            "  atoll oci run --bundle /tmp/box box",
            "  atoll oci run -b /tmp/box --detach --pid-file box.pid box",
            "",
            "Exit status: the program's; 0 with --detach; 1 if it failed."
        })
public final class OciRunCommand extends OciCommand {
    @Mixin
    private BundleOptions bundle = new BundleOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running.")
    private boolean detach;

    @Option(names = "--keep", description = "Do not remove it when it ends.")
    private boolean keep;

    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciRunCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        OciId container = container(context, id);
        OciCreate how = bundle.resolve(context, true, detach);
        int code;
        try (Launch launch = runtime.create(container, how)) {
            code = context.launch(launch, detach ? LaunchMode.DETACHED : LaunchMode.FOREGROUND);
        }
        if (!detach && !keep) {
            OciDeleteCommand.delete(context, runtime, container, true);
        }
        return code;
    }
}
