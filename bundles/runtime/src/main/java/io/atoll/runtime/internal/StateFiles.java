package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/** The files {@code pid} and {@code exit} of a container's state directory (docs/launch-plan.md, operation {@code state}). */
final class StateFiles {
    private static final String PID = "pid";
    private static final String EXIT = "exit";
    private static final String OUT_OF_MEMORY = "oom";

    private StateFiles() {}

    /**
     * A container's first process.
     *
     * @param startTime field 22 of {@code /proc/PID/stat}
     */
    record Started(long pid, long startTime, Instant at) {}

    /** How a container ended. */
    record Ended(int code, Instant at) {}

    static Optional<Started> started(Path state) {
        Path file = state.resolve(PID);
        return read(file).map(fields -> {
            try {
                return new Started(
                        Long.parseLong(fields[0]),
                        Long.parseLong(fields[1]),
                        Files.getLastModifiedTime(file).toInstant());
            } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
                throw unreadable(file, e);
            }
        });
    }

    static Optional<Ended> ended(Path state) {
        Path file = state.resolve(EXIT);
        return read(file).map(fields -> {
            try {
                return new Ended(Integer.parseInt(fields[0]), Instant.ofEpochSecond(0, Long.parseLong(fields[2])));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw unreadable(file, e);
            }
        });
    }

    /** Says of a container whose parent was killed before it could. */
    static void writeEnded(Path state, int code, Instant at) {
        Path fresh = state.resolve(EXIT + ".engine");
        try {
            long nanoseconds = at.getEpochSecond() * 1_000_000_000L + at.getNano();
            Files.writeString(fresh, "%d %d %d%n".formatted(code, Math.max(code - 128, 0), nanoseconds));
            Files.move(fresh, state.resolve(EXIT), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write " + fresh + ": " + e.getMessage(), e);
        }
    }

    /** Notes that something of the container was killed for want of memory. */
    static void markOutOfMemory(Path state) {
        try {
            Files.write(state.resolve(OUT_OF_MEMORY), new byte[0]);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write to " + state + ": " + e.getMessage(), e);
        }
    }

    static boolean isOutOfMemory(Path state) {
        return Files.exists(state.resolve(OUT_OF_MEMORY));
    }

    /** Forgets an earlier run. */
    static void clear(Path state) {
        try {
            Files.deleteIfExists(state.resolve(EXIT));
            Files.deleteIfExists(state.resolve(PID));
            Files.deleteIfExists(state.resolve(OUT_OF_MEMORY));
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot clear " + state + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String[]> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip().split(" "));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static AtollException unreadable(Path file, Exception cause) {
        return new AtollException(
                ErrorCode.CORRUPT, "cannot read the container state %s: %s".formatted(file, cause.getMessage()), cause);
    }
}
