package io.atoll.api.image;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration START_INTERVAL = Duration.ofSeconds(5);
    private static final int RETRIES = 3;

    public Healthcheck {
        test = List.copyOf(test);
    }

    /** What is executed in the container, and says by its exit status 0 that all is well; empty if nothing is to be asked. */
    public Optional<List<String>> command() {
        String kind = test.isEmpty() ? "" : test.getFirst();
        List<String> rest = test.isEmpty() ? test : test.subList(1, test.size());
        List<String> command = switch (kind) {
            case "NONE" -> List.of();
            case "CMD" -> rest;
            case "CMD-SHELL" -> rest.isEmpty() ? rest : List.of("/bin/sh", "-c", rest.getFirst());
            default -> test;
        };
        return Optional.of(command).filter(its -> !its.isEmpty());
    }

    /** This with values where it has none, which are not quite those of Docker: asked every 30 s, for 10 s at most, every 5 s while it starts, and given up after 3 failures. */
    public Healthcheck withDefaults() {
        return new Healthcheck(
                test,
                or(interval, INTERVAL),
                or(timeout, TIMEOUT),
                or(startPeriod, Duration.ZERO),
                or(startInterval, START_INTERVAL),
                retries > 0 ? retries : RETRIES);
    }

    private static Duration or(Duration given, Duration otherwise) {
        return given.isPositive() ? given : otherwise;
    }
}
