package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.oci.OciId;
import io.atoll.api.oci.OciRuntime;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci delete}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci delete", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Remove what is left of a container.",
        footer = {
            "Examples:",
            "  atoll oci delete box",
            "  atoll oci delete --force box           kill it first",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciDeleteCommand extends OciCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Kill it first if it runs; none is no error.")
    private boolean force;

    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciDeleteCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        delete(context, runtime, container(context, id), force);
        return 0;
    }

    /** Its poststop hooks run when all is gone; one that fails changes nothing, and is told. */
    static void delete(CommandContext context, OciRuntime runtime, OciId container, boolean force)
            throws InterruptedException {
        Optional<Launch> hooks = runtime.delete(container, force);
        if (hooks.isEmpty()) {
            return;
        }
        try (Launch launch = hooks.get()) {
            context.launch(launch, LaunchMode.DETACHED);
        } catch (AtollException e) {
            context.err().println("atoll-oci: warning: " + e.getMessage());
        }
    }
}
