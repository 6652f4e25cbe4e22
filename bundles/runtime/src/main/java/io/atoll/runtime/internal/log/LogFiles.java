package io.atoll.runtime.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log: {@code log} is written, {@code log.1} is the one before it, and so on. When it is full the monitor gives each the next
 * number; a file only ever moves to higher ones. So who opens them in that order, and leaves out what is open already, misses none, even if they
 * move meanwhile.
 *
 * @param most how many there are at most
 */
public record LogFiles(Path current, int most) {
    /** All there are, oldest first. */
    Deque<LogFile> open() throws IOException {
        return newerThan(null);
    }

    /** Whether this is the file being written. Nothing is ever added to another. */
    boolean isCurrent(LogFile file) throws IOException {
        return LogFile.key(current).filter(file.key()::equals).isPresent();
    }

    /** Those that came after this one, oldest first; all, if it is not there any more. */
    Deque<LogFile> newerThan(@Nullable LogFile known) throws IOException {
        Deque<LogFile> files = new ArrayDeque<>();
        try {
            for (int number = 0; number < most; number++) {
                Optional<LogFile> file = LogFile.open(number == 0 ? current : numbered(number));
                if (file.isEmpty()) {
                    continue;
                }
                if (known != null && file.get().key().equals(known.key())) {
                    file.get().close();
                    return files;
                }
                if (files.stream()
                        .anyMatch(other -> other.key().equals(file.get().key()))) {
                    file.get().close(); // It moved while we looked.
                } else {
                    files.addFirst(file.get());
                }
            }
            return files;
        } catch (IOException e) {
            for (LogFile file : files) {
                file.close();
            }
            throw e;
        }
    }

    private Path numbered(int number) {
        return current.resolveSibling(current.getFileName() + "." + number);
    }
}
