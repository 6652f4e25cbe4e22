package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.ContainerRuntime.LogReader;
import io.atoll.api.runtime.LogQuery;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Times;
import io.atoll.cli.internal.service.Services;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
            "  atoll logs -f web 2>/dev/null",
            "  atoll logs --since 10m -n 20 -t web"
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

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "NUMBER",
            description = "Only so many lines of the end; 'all' by default.")
    private String tail = "all";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Nothing older: 10m, 2026-01-31T10:00:00Z, 1767261600.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Nothing newer.")
    private @Nullable String until;

    @Parameters(paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String name = "";

    @Activate
    public LogsCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        try (LogReader log = services.containers().log(name, query())) {
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

    private LogQuery query() {
        Instant now = Instant.now();
        return new LogQuery(
                follow,
                since == null ? null : Times.point(since, now),
                until == null ? null : Times.point(until, now),
                lines());
    }

    private long lines() {
        if (tail.equals("all") || tail.equals("-1")) {
            return -1;
        }
        if (!tail.matches("\\d{1,18}")) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid number of lines '%s': expected a number, or 'all'".formatted(tail));
        }
        return Long.parseLong(tail);
    }

    /** Whether a line ended. */
    private static boolean write(ByteBuffer entry, PrintStream stream) {
        byte[] bytes = new byte[entry.remaining()];
        entry.duplicate().get(bytes);
        stream.write(bytes, 0, bytes.length);
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }
}
