package io.atoll.api.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run in a container that runs already. Null means: as the container has it.
 *
 * @param command the program and its arguments, not empty; PATH is the container's
 * @param env {@code NAME=value}, added to and overriding the container's
 * @param user {@code user[:group]}, names or numbers, of the container's own files
 * @param workingDir a directory inside; a relative one is below the container's
 * @param terminal whether it gets a pseudo-terminal
 * @param interactive whether it gets the caller's standard input
 * @param privileged whether it gets every capability there is, and the system calls that go with them
 */
public record ExecSpec(
        List<String> command,
        List<String> env,
        @Nullable String user,
        @Nullable String workingDir,
        boolean terminal,
        boolean interactive,
        boolean privileged) {
    public ExecSpec {
        command = List.copyOf(command);
        env = List.copyOf(env);
    }

    /** A command as the container's own process would run it, without input. */
    public static ExecSpec of(List<String> command) {
        return new ExecSpec(command, List.of(), null, null, false, false, false);
    }
}
