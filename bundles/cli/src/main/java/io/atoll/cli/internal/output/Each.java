package io.atoll.cli.internal.output;

import io.atoll.api.AtollException;
import io.atoll.cli.CommandContext;
import java.util.List;

/** Does something to each of several containers or images: one that fails does not keep the others from their turn. */
public final class Each {
    /** What is done to one. */
    @FunctionalInterface
    public interface Action {
        /** @return the line to print */
        String on(String name) throws InterruptedException;
    }

    private Each() {}

    /** @return 0, or 1 if any failed */
    public static int of(CommandContext context, List<String> names, Action action) throws InterruptedException {
        int status = 0;
        for (String name : names) {
            try {
                context.out().println(action.on(name));
            } catch (AtollException e) {
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                context.err().println("atoll: " + e.getMessage());
                status = 1;
            }
        }
        return status;
    }
}
