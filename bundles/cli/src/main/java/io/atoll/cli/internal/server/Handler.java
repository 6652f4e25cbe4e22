package io.atoll.cli.internal.server;

import io.atoll.cli.CommandContext;
import java.util.List;

/** What the server does with a request. */
@FunctionalInterface
public interface Handler {
    /**
     * Runs a command; errors are reported to the client in here.
     *
     * @return the exit status
     * @throws InterruptedException if the client interrupted it
     */
    int run(CommandContext context, List<String> arguments) throws InterruptedException;
}
