package io.atoll.cli.internal.container;

import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.ContainerRuntime.LogReader;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll logs}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=logs", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Print what a container wrote.",
        footer = {
            "What it wrote to standard error goes to standard error.",
            "",
            "Examples:",
            "  atoll logs web",
            "  atoll logs -f web 2>/dev/null"
        })
public final class LogsCommand implements Command {
    private final Services services;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the container has ended.")
    private boolean follow;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Begin each line with its time.")
    private boolean timestamps;

    @Parameters(paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String name = "";

    @Activate
    public LogsCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        try (LogReader log = services.containers().log(name, follow)) {
            boolean lineStart = true;
            for (LogEntry entry = log.next(); entry != null; entry = log.next()) {
                PrintStream stream = entry.stream().equals("stderr") ? context.err() : context.out();
                if (timestamps && lineStart) {
                    stream.print(entry.time() + " ");
                }
                lineStart = write(entry.bytes(), stream);
                if (follow) {
                    stream.flush();
                }
            }
        }
        return 0;
    }

    /** Whether a line ended. */
    private static boolean write(ByteBuffer entry, PrintStream stream) {
        byte[] bytes = new byte[entry.remaining()];
        entry.duplicate().get(bytes);
        stream.write(bytes, 0, bytes.length);
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }
}
