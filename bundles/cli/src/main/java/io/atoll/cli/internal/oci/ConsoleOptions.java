package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciConsole;
import io.atoll.cli.CommandContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a process's input and output are: of {@code create}, {@code run} and {@code exec}. */
final class ConsoleOptions {
    private static final int MOST_DESCRIPTORS = 4096;

    @Option(
            names = "--console-socket",
            paramLabel = "SOCKET",
            description = "Send the master of the terminal to this unix socket.")
    private @Nullable String consoleSocket;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "Write the process id to this file.")
    private @Nullable String pidFile;

    @Option(
            names = "--preserve-fds",
            paramLabel = "N",
            description =
                    "Give it N descriptors more, from 3 on; those of socket activation ($$LISTEN_FDS) not counted.")
    private int preserved;

    OciConsole resolve(CommandContext context, boolean detach) {
        int activated = activated(context);
        if (preserved < 0 || preserved + activated > MOST_DESCRIPTORS) {
            throw new AtollException(
                    ErrorCode.INVALID, "--preserve-fds: a number from 0 to %d".formatted(MOST_DESCRIPTORS));
        }
        return new OciConsole(
                detach,
                path(context, consoleSocket),
                context.terminal().size(),
                preserved + activated,
                activated,
                path(context, pidFile));
    }

    private static int activated(CommandContext context) {
        String count = context.environment("LISTEN_FDS");
        return count != null && count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
    }

    private static @Nullable Path path(CommandContext context, @Nullable String name) {
        return name == null || name.isEmpty()
                ? null
                : context.directory().resolve(name).normalize();
    }
}
