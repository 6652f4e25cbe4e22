package io.atoll.runtime.internal.restart;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.RestartPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What is to be known of a container with a restart policy when no engine was there: the file {@code restart} of its state directory,
 * {@code COUNT running|stopped}. It is there once the container was started.
 *
 * @param count how often it was started again
 * @param stopped whether the user stopped it
 */
public record RestartState(int count, boolean stopped) {
    /** As the user starts it. */
    public static final RestartState NEW = new RestartState(0, false);

    private static final String FILE = "restart";
    private static final String STOPPED = "stopped";

    /** Whether a container that ended with this code is started again. */
    public boolean allows(RestartPolicy policy, int exitCode) {
        return !stopped
                && switch (policy.mode()) {
                    case NO -> false;
                    case ALWAYS, UNLESS_STOPPED -> true;
                    case ON_FAILURE -> exitCode != 0 && (policy.retries() == 0 || count < policy.retries());
                };
    }

    /** After one more start. */
    public RestartState next() {
        return new RestartState(count + 1, false);
    }

    /** After the user's stop. */
    public RestartState stop() {
        return new RestartState(count, true);
    }

    /** What a state directory holds; empty if there is nothing, or nothing of sense. */
    public static Optional<RestartState> read(Path state) {
        try {
            String[] fields = Files.readString(state.resolve(FILE)).strip().split(" ");
            return fields.length == 2
                    ? Optional.of(new RestartState(Integer.parseInt(fields[0]), fields[1].equals(STOPPED)))
                    : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read %s: %s".formatted(state.resolve(FILE), e), e);
        }
    }

    /** Writes it, whole or not at all; without waiting for the disk. */
    public void write(Path state) {
        Path fresh = state.resolve(FILE + ".new");
        try {
            Files.writeString(fresh, "%d %s\n".formatted(count, stopped ? STOPPED : "running"));
            Files.move(fresh, state.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write %s: %s".formatted(fresh, e), e);
        }
    }
}
