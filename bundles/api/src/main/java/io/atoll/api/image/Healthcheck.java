package io.atoll.api.image;

import java.time.Duration;
import java.util.List;

/**
 * How a container's health is asked for (Docker's extension of the image configuration). A zero duration or count means the default.
 *
 * @param test {@code NONE}; or {@code CMD} and arguments; or {@code CMD-SHELL} and a line. Empty: inherited
 */
public record Healthcheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    public Healthcheck {
        test = List.copyOf(test);
    }
}
