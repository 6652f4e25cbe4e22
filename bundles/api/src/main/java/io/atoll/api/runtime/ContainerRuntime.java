package io.atoll.api.runtime;

import io.atoll.api.layer.RootChanges;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.storage.RootFs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Containers, from creation to removal.
 *
 * <p>A container is CREATED, RUNNING, PAUSED, EXITED or, between two runs, RESTARTING. Its truth is on disk and in the kernel: what this engine did not see, because it
 * was not running, it finds out. Where a method takes a container's name, its full id, a unique beginning of its id, or its name do.
 *
 * <p>Methods throw {@link io.atoll.api.AtollException}: NOT_FOUND for an unknown name, CONFLICT where the state forbids it, INVALID
 * for a wrong specification; nothing half-made is left.
 */
@ProviderType
public interface ContainerRuntime {
    /** Makes a container from a stored image, without starting it. */
    Container create(ContainerSpec spec);

    /**
     * Compiles the container's launch plan, for a caller that launches it: a client.
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is running or another launch is under way
     */
    Launch launch(String container, LaunchOptions options);

    /** Starts a container detached, launching it from here: for callers without a client. */
    Container start(String container);

    /**
     * Stops a container, if it runs, and starts it again, detached. One with {@code --rm} stays meanwhile.
     *
     * @param signal instead of its stop signal; null for that
     * @param timeout as for {@link #stop}
     */
    Container restart(String container, @Nullable Integer signal, @Nullable Duration timeout)
            throws InterruptedException;

    /**
     * Gives a container another name.
     *
     * @throws io.atoll.api.AtollException EXISTS if another container has it; INVALID if it cannot be one
     */
    void rename(String container, String name);

    /**
     * Gives a container another restart policy, from its next end on.
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is to be removed when it ends
     */
    void setRestartPolicy(String container, RestartPolicy policy);

    /**
     * Asks for a container's health now, beside the times when it is asked for anyway; the answer counts as theirs do.
     *
     * @return whether the answer was that all is well
     * @throws io.atoll.api.AtollException CONFLICT if it is not running, or has no health check
     */
    boolean checkHealth(String container) throws InterruptedException;

    /**
     * Compiles a launch plan for a command in a running container, for a caller that launches it. The command is in all of the container's
     * namespaces, has the rights its first process has, and ends with the container. The engine keeps nothing of it: its exit code is the
     * caller's to know, {@link Launch#exited} need not be called.
     *
     * @param options in mode FOREGROUND the caller is the command's parent, or with a terminal its first attached client; in mode DETACHED a
     *     monitor is, and its output goes nowhere
     * @throws io.atoll.api.AtollException CONFLICT if the container is not running, or paused; INVALID if there is no command, or no such user in it
     */
    Launch exec(String container, ExecSpec spec, LaunchOptions options);

    /** Every container, newest first. */
    List<Container> list();

    Container get(String container);

    /** The container's specification and state as a JSON document (what {@code atoll inspect} shows). */
    byte[] inspect(String container);

    /**
     * Sends a signal to the container's first process. A paused one goes on if that is meant to end it: with SIGKILL and its stop signal.
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is not running
     */
    void kill(String container, int signal);

    /**
     * Has all of a container's processes stand still (control group freezer, cgroups(7)), until {@link #unpause}. It outlives the engine.
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is not running or is paused already; UNSUPPORTED without a freezer
     */
    void pause(String container);

    /** @throws io.atoll.api.AtollException CONFLICT if it is not paused */
    void unpause(String container);

    /**
     * What a container has used so far. Of one that does not run everything is 0.
     *
     * @throws io.atoll.api.AtollException UNSUPPORTED if it has no control groups
     */
    ContainerStats stats(String container);

    /**
     * The processes of a container, as the host numbers them, in ascending order.
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is not running
     */
    List<Long> processes(String container);

    /**
     * Changes a container's limits, at once if it runs, and for its next start. What the kernel does not accept changes nothing.
     *
     * @param changes what is to be different
     * @throws io.atoll.api.AtollException INVALID if they make no sense, UNSUPPORTED if this machine cannot set them
     */
    void update(String container, Resources changes);

    /**
     * Sends the container's stop signal and, where it has not ended after the timeout, SIGKILL. Nothing happens if it is not running,
     * but that its restart policy does not start it any more.
     *
     * @param signal instead of its stop signal; null for that
     * @param timeout zero for SIGKILL at once; null for the container's own
     */
    void stop(String container, @Nullable Integer signal, @Nullable Duration timeout) throws InterruptedException;

    /** {@link #stop} with its own signal. */
    default void stop(String container, Duration timeout) throws InterruptedException {
        stop(container, null, timeout);
    }

    /**
     * Kills every process of a container, also those that are not in a pid namespace of its own. Nothing happens if there is none.
     */
    void killAll(String container);

    /** Waits until the container has ended, and returns its exit code. */
    int await(String container) throws InterruptedException;

    /**
     * Removes a container and what it wrote.
     *
     * @param force kills a running one first
     */
    void remove(String container, boolean force) throws InterruptedException;

    /**
     * The same.
     *
     * @param volumes whether its anonymous volumes go with it, unless another container uses them; those of a container that is removed when it ends always do
     */
    void remove(String container, boolean force, boolean volumes) throws InterruptedException;

    /**
     * The unix socket on which the container's monitor takes attached clients (docs/protocol.md).
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is not running, or in the foreground of its caller
     */
    Path attachSocket(String container);

    /**
     * What the container's root is made of, whether it runs or not. It is there until the container is removed.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND also if it was deleted by hand
     */
    RootFs root(String container);

    /**
     * Opens the container's files, whether it runs, is paused, has ended or never ran.
     *
     * @throws io.atoll.api.AtollException CONFLICT if it is just being started or removed; KERNEL if its root cannot be put together
     */
    ContainerRoot openRoot(String container);

    /** What the container changed, or may have changed, of its image. */
    RootChanges.ChangedRoot changedRoot(String container);

    /**
     * What an image of the container begins with: the layers of its image, and its image's configuration with what it was created with instead.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if its image is no longer stored
     */
    ImageDraft imageDraft(String container);

    /**
     * The container's output.
     *
     * @throws io.atoll.api.AtollException UNSUPPORTED if it is not kept
     */
    LogReader log(String container, LogQuery query);

    /** All of {@link #log}. */
    default LogReader log(String container, boolean follow) {
        return log(container, LogQuery.all(follow));
    }

    /** Log lines, oldest first. */
    interface LogReader extends AutoCloseable {
        /**
         * The next piece of output; waits for it if following.
         *
         * @return null at the end
         */
        @Nullable
        LogEntry next() throws InterruptedException;

        @Override
        void close();
    }

    /**
     * A piece of output: a line with its end, or a part of one.
     *
     * @param time RFC 3339 with nanoseconds, UTC
     * @param stream {@code stdout} or {@code stderr}
     * @param bytes read-only
     */
    record LogEntry(String time, String stream, ByteBuffer bytes) {}
}
