package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciId;
import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci events}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci events", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Show what a container uses, again and again, as JSON.",
        footer = {
            "Examples:",
            "  atoll oci events --stats box",
            "  atoll oci events --interval 1s box",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciEventsCommand extends OciCommand {
    @Option(names = "--stats", description = "Once.")
    private boolean once;

    @Option(names = "--interval", paramLabel = "TIME", description = "Between two looks: 5s by default.")
    private String interval = "5s";

    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciEventsCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        OciId container = container(context, id);
        long pause = pause();
        context.out().writeBytes(runtime.statistics(container));
        context.out().println();
        while (!once && runtime.state(container).pid() != 0) {
            context.out().flush();
            Thread.sleep(pause);
            context.out().writeBytes(runtime.statistics(container));
            context.out().println();
        }
        return 0;
    }

    private long pause() {
        if (interval.matches("[1-9][0-9]{0,5}(ms|s|m)")) {
            long number = Long.parseLong(interval.replaceAll("[a-z]", ""));
            return interval.endsWith("ms") ? number : number * (interval.endsWith("s") ? 1000 : 60_000);
        }
        throw new AtollException(
                ErrorCode.INVALID, "--interval '%s': a time such as 500ms, 5s or 1m".formatted(interval));
    }
}
