package io.atoll.api.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of a container's output is wanted.
 *
 * @param follow whether to go on until the container has ended
 * @param since nothing older; null: from the beginning
 * @param until nothing newer; null: to the end
 * @param tail only so many lines of the end; -1: all
 */
public record LogQuery(
        boolean follow, @Nullable Instant since, @Nullable Instant until, long tail) {
    /** All there is. */
    public static final LogQuery ALL = new LogQuery(false, null, null, -1);

    /** All there is and, if following, what comes. */
    public static LogQuery all(boolean follow) {
        return new LogQuery(follow, null, null, -1);
    }
}
