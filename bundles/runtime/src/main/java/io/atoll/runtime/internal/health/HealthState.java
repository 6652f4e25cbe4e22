package io.atoll.runtime.internal.health;

import io.atoll.api.image.Healthcheck;
import io.atoll.api.runtime.Container.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A container's health, by Docker's rules: one good answer makes it healthy, as many bad ones in a row as there are retries unhealthy; while it
 * starts, bad ones do not count.
 *
 * @param failingStreak bad answers since the last good one
 * @param log the last answers, oldest first
 */
public record HealthState(Health status, int failingStreak, List<Probe> log) {
    /** Nothing is known yet. */
    public static final HealthState STARTING = new HealthState(Health.STARTING, 0, List.of());

    private static final int KEPT = 5;

    public HealthState {
        log = List.copyOf(log);
    }

    /**
     * What it is after an answer.
     *
     * @param check with its defaults
     * @param started when the container was
     */
    public HealthState after(Probe probe, Healthcheck check, Instant started) {
        List<Probe> kept = new ArrayList<>(log.size() < KEPT ? log : log.subList(log.size() - KEPT + 1, log.size()));
        kept.add(probe);
        if (probe.isGood()) {
            return new HealthState(Health.HEALTHY, 0, kept);
        }
        boolean counts = status != Health.STARTING
                || Duration.between(started, probe.start()).compareTo(check.startPeriod()) >= 0;
        int streak = failingStreak + (counts ? 1 : 0);
        return new HealthState(counts && streak >= check.retries() ? Health.UNHEALTHY : status, streak, kept);
    }

    /** Nobody asks any more. */
    public HealthState stopped() {
        return new HealthState(Health.UNHEALTHY, failingStreak, log);
    }

    /** How long until it is asked for the next time. */
    public Duration pause(Healthcheck check, Instant started, Instant now) {
        boolean starting =
                status == Health.STARTING && Duration.between(started, now).compareTo(check.startPeriod()) < 0;
        return starting ? check.startInterval() : check.interval();
    }
}
