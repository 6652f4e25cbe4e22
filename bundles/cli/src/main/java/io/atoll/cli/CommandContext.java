package io.atoll.cli;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What a command knows of the client that sent it, and how it answers. For the command's own thread only. */
@ProviderType
public interface CommandContext {
    /** The client's standard output, UTF-8; any bytes pass. Sent when full, when flushed, at the end and, to a terminal, with each line. */
    PrintStream out();

    /** The client's standard error; sent with each line, after what {@link #out} holds. */
    PrintStream err();

    /** The client's standard input. The client is asked for it when this is first read. */
    InputStream in();

    /** As it is now: terminals are resized. Another object each time the client has said something of it, even if it is the same. */
    Terminal terminal();

    /**
     * Asks the user for a line: at their terminal, or, if there is none, from standard input, which is not read any further.
     *
     * @param text what to show before it, on standard error
     * @param echo false for a secret: what is typed is not shown
     * @return without the end of the line; null if there is none, but the end of the input
     * @throws io.atoll.api.AtollException UNSUPPORTED if this client cannot ask, INVALID if the line is too long (4 KiB) or not UTF-8
     * @throws InterruptedException if the user interrupts, or the client is gone
     */
    default @Nullable String prompt(String text, boolean echo) throws InterruptedException {
        throw new AtollException(ErrorCode.UNSUPPORTED, "cannot ask '%s' here".formatted(text.strip()));
    }

    /**
     * What the client is to write to its terminal if it ends before the command does, or is stopped: for who hides the cursor, or leaves
     * it where it cannot stay.
     *
     * @param text at most 64 bytes; empty: nothing any more
     */
    default void terminalReset(String text) {}

    /** The client's working directory. */
    Path directory();

    /** The client's environment. */
    Map<String, String> environment();

    /** One variable of the client's environment, or null. */
    default @Nullable String environment(String name) {
        return environment().get(name);
    }

    /**
     * Has the client launch a container and, unless it is detached, waits for its end. What came of it is reported to the launch.
     *
     * @return the container's exit code; 0 for a detached container, or if the user detached
     * @throws io.atoll.api.AtollException if the plan failed
     * @throws InterruptedException if the client is gone
     */
    int launch(Launch launch, LaunchMode mode) throws InterruptedException;

    /**
     * Has the client attach to a running container's monitor, and waits until it ends or the user detaches.
     *
     * @param socket the monitor's
     * @param terminal whether the container has one
     * @param detachKeys the bytes that detach
     * @return the container's exit code; 0 if the user detached
     */
    int attach(Path socket, boolean terminal, byte[] detachKeys) throws InterruptedException;
}
