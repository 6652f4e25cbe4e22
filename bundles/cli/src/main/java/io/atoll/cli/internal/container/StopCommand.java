package io.atoll.cli.internal.container;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
import io.atoll.cli.internal.service.Services;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll stop}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=stop", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Stop running containers.",
        footer = {
            "Sends the stop signal (the image's, or SIGTERM) and, if the container has not ended in time, SIGKILL. What is stopped is",
            "not started again by its restart policy.",
            "",
            "Examples:",
            "  atoll stop web",
            "  atoll stop -t 0 web db               at once",
            "",
            "Exit status: 0; 1 if one of the containers could not be stopped."
        })
public final class StopCommand implements Command {
    private final Services services;

    @Mixin
    private StopOptions how = new StopOptions();

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names, ids, or beginnings of ids.")
    private List<String> names = List.of();

    @Activate
    public StopCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        Integer signal = how.signal();
        Duration timeout = how.timeout();
        return Each.of(context, names, name -> {
            services.containers().stop(name, signal, timeout);
            return name;
        });
    }
}
