package io.atoll.cli;

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

    /** As it is now: terminals are resized. */
    Terminal terminal();

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
