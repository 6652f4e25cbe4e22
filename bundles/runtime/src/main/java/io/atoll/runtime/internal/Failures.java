package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ExecSpec;
import java.util.Set;

/** What people are told when a container cannot start. */
final class Failures {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int ENOMEM = 12;
    private static final int ENOTDIR = 20;

    /** Of {@code execve}: EPERM, ENOEXEC, EACCES, EISDIR, ETXTBSY, ELIBBAD. */
    private static final Set<Integer> NOT_EXECUTABLE = Set.of(1, 8, 13, 21, 26, 80);

    private Failures() {}

    static AtollException of(
            ContainerConfig config, int index, String operation, String detail, int errno, String text) {
        if (operation.equals("exec") && (errno == ENOENT || errno == ENOTDIR)) {
            return new AtollException(
                    ErrorCode.COMMAND_NOT_FOUND,
                    "cannot run '%s' in container %s: no such command in image %s, or its interpreter is missing"
                            .formatted(config.command().getFirst(), config.name(), config.image()));
        }
        if (operation.equals("exec") && NOT_EXECUTABLE.contains(errno)) {
            return new AtollException(
                    ErrorCode.NOT_EXECUTABLE,
                    "cannot run '%s' in container %s: %s; is it an executable file for this machine?"
                            .formatted(config.command().getFirst(), config.name(), text));
        }
        if (operation.equals("rlimit") && errno == EPERM) {
            return new AtollException(
                    ErrorCode.DENIED,
                    "cannot start container %s: its ulimit %s is above the hard limit of this process; ask for less, or raise that one"
                            .formatted(config.name(), detail));
        }
        if ((operation.equals("share") || operation.equals("bind-from")) && errno == ESRCH) {
            return new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot start container %s: the container whose namespaces it is to have has ended"
                            .formatted(config.name()));
        }
        return new AtollException(
                ErrorCode.KERNEL,
                "cannot start container %s: %s %s: %s (operation %d of its launch plan)"
                        .formatted(config.name(), operation, detail, text, index));
    }

    /** What the launcher said of an operation. */
    record Failure(int index, String operation, String detail, int errno, String text) {}

    /** Of a command in a running container. */
    static AtollException ofExec(ContainerConfig config, ExecSpec spec, Failure failure) {
        String what =
                "cannot run '%s' in container %s: ".formatted(spec.command().getFirst(), config.name());
        boolean missing = failure.errno() == ENOENT || failure.errno() == ENOTDIR;
        return switch (failure.operation()) {
            case "exec" ->
                missing
                        ? new AtollException(
                                ErrorCode.COMMAND_NOT_FOUND,
                                what + "there is no such command in it, or its interpreter is missing")
                        : new AtollException(
                                ErrorCode.NOT_EXECUTABLE,
                                what + failure.text() + "; is it an executable file for this machine?");
            case "chdir" ->
                new AtollException(
                        ErrorCode.NOT_EXECUTABLE,
                        what + "working directory %s: %s".formatted(failure.detail(), failure.text()));
            case "join" ->
                failure.errno() == ESRCH
                        ? new AtollException(ErrorCode.CONFLICT, what + "it has ended")
                        : kernel(what, failure);
            // A pid namespace whose first process has ended takes no other.
            case "enter" ->
                failure.errno() == ENOMEM
                        ? new AtollException(ErrorCode.CONFLICT, what + "it is ending")
                        : kernel(what, failure);
            default -> kernel(what, failure);
        };
    }

    private static AtollException kernel(String what, Failure failure) {
        return new AtollException(
                ErrorCode.KERNEL,
                what
                        + "%s %s: %s (operation %d of its launch plan)"
                                .formatted(failure.operation(), failure.detail(), failure.text(), failure.index()));
    }

    static AtollException layerMissing(ContainerConfig config, Digest diffId) {
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "cannot start container %s: its layer %s is gone from the store; pull %s again"
                        .formatted(config.name(), diffId.shortHex(), config.image()));
    }
}
