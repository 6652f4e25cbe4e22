package io.atoll.runtime.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process and not a later one of the same number.
 *
 * @param startTime field 22 of {@code /proc/PID/stat}
 */
record FirstProcess(long pid, long startTime) {
    /** From the file that the launcher wrote; none if it has not. */
    static Optional<FirstProcess> read(Path file) {
        try {
            String[] fields = Files.readString(file).strip().split(" ");
            return Optional.of(new FirstProcess(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new AtollException(ErrorCode.CORRUPT, "cannot read the container state %s: %s".formatted(file, e), e);
        }
    }

    /** Whether it runs. One that ended and was not yet asked how does not. */
    boolean isAlive(Path proc) {
        try {
            // proc(5): the second field is in parentheses and may hold anything, so count from the last one.
            String stat = Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[19]) == startTime && !fields[0].equals("Z") && !fields[0].equals("X");
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return false;
        }
    }

    /** Whether it is still the launcher's copy in memory and not the container's program. */
    boolean isLauncher(Path proc) {
        try {
            return Files.readSymbolicLink(proc.resolve(pid + "/exe")).toString().startsWith("/memfd:atoll-init");
        } catch (IOException e) {
            return false;
        }
    }
}
