package io.atoll.runtime.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciContainer;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan of an operation, and what becomes of it. */
final class OciLaunch implements Launch {
    private static final int ENOENT = 2;
    private static final int ENOTDIR = 20;

    private final OciContainer container;
    private final byte[] plan;
    private final List<String> command;
    private final @Nullable Path pidFile;
    private final Runnable undo;
    private boolean reported;

    /**
     * @param command what it runs; empty if nothing
     * @param undo what is done if it fails
     */
    OciLaunch(OciContainer container, byte[] plan, List<String> command, @Nullable Path pidFile, Runnable undo) {
        this.container = container;
        this.plan = plan.clone();
        this.command = command;
        this.pidFile = pidFile;
        this.undo = undo;
    }

    @Override
    public Container container() {
        return new Container(
                container.id(),
                container.id(),
                "",
                "",
                command,
                Container.Status.CREATED,
                container.created(),
                null,
                null,
                container.pid(),
                null,
                0,
                null,
                "",
                false,
                false,
                container.annotations());
    }

    @Override
    public byte[] plan() {
        return plan.clone();
    }

    @Override
    public void started(long pid, long startTime) {
        reported = true;
        if (pidFile != null) {
            try {
                Path fresh = pidFile.resolveSibling("." + pidFile.getFileName());
                Files.writeString(fresh, Long.toString(pid));
                Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                undo.run();
                throw new AtollException(ErrorCode.KERNEL, "cannot write the pid file %s: %s".formatted(pidFile, e), e);
            }
        }
    }

    @Override
    public AtollException failed(int index, String operation, String detail, int errno, String text) {
        reported = true;
        undo.run();
        boolean missing = errno == ENOENT || errno == ENOTDIR;
        return switch (operation) {
            case "exec" ->
                missing
                        ? new AtollException(
                                ErrorCode.COMMAND_NOT_FOUND,
                                "cannot run '%s' in container %s: executable file not found in $PATH, or its interpreter is missing (no such file or directory)"
                                        .formatted(detail, container.id()))
                        : new AtollException(
                                ErrorCode.NOT_EXECUTABLE,
                                "cannot run '%s' in container %s: %s; is it an executable file for this machine?"
                                        .formatted(detail, container.id(), text));
            case "hook", "hook-behind" ->
                new AtollException(
                        ErrorCode.KERNEL, "a hook of container %s failed: %s".formatted(container.id(), detail));
            case "release" ->
                new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot start container %s: its first process does not wait any more (%s)"
                                .formatted(container.id(), text));
            case "preserve-fds" ->
                new AtollException(
                        ErrorCode.INVALID,
                        "cannot give descriptor %s to container %s: it is not open".formatted(detail, container.id()));
            default ->
                new AtollException(
                        ErrorCode.KERNEL,
                        "cannot set up container %s: %s %s: %s (operation %d of its launch plan)"
                                .formatted(container.id(), operation, detail, text, index));
        };
    }

    @Override
    public void exited(int code) {}

    @Override
    public void close() {
        if (!reported) {
            undo.run(); // The caller is gone.
        }
    }
}
