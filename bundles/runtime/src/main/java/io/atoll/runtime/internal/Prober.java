package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.runtime.Container.Status;
import io.atoll.runtime.internal.health.HealthFiles;
import io.atoll.runtime.internal.health.HealthState;
import io.atoll.runtime.internal.health.Probe;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Asks running containers for their health. */
final class Prober {
    private final Timers timers;
    private final Executor executor;
    private final ProbeProcess process;
    private final HealthFiles files;
    private final ContainerEvents events;

    Prober(Timers timers, Executor executor, ProbeProcess process, HealthFiles files, ContainerEvents events) {
        this.timers = timers;
        this.executor = executor;
        this.process = process;
        this.files = files;
        this.events = events;
    }

    /** One that has just started. Its lock is held. */
    void started(ContainerEntry entry) {
        begin(entry, HealthState.STARTING);
    }

    /** One that was running before this engine. */
    void adopt(ContainerEntry entry) {
        entry.process().ifPresent(run -> {
            if (entry.config().lifecycle().healthcheck() != null) {
                begin(entry, files.read(entry.config().id(), text(run)).orElse(HealthState.STARTING));
            }
        });
    }

    /** One that has just ended. Its lock is held. */
    void ended(ContainerEntry entry) {
        HealthState last = entry.health();
        if (last != null) {
            entry.health(last.stopped());
        }
    }

    private void begin(ContainerEntry entry, HealthState state) {
        Healthcheck check = entry.config().lifecycle().healthcheck();
        Optional<ContainerProcess> run = entry.process();
        if (check != null && run.isPresent()) {
            entry.health(state);
            next(entry, run.get(), check);
        }
    }

    private void next(ContainerEntry entry, ContainerProcess run, Healthcheck check) {
        HealthState state = entry.health();
        Instant started = entry.started();
        if (state != null && started != null) {
            timers.after(state.pause(check, started, Instant.now()), () -> turn(entry, run, check));
        }
    }

    private void turn(ContainerEntry entry, ContainerProcess run, Healthcheck check) {
        if (!isStill(entry, run)) {
            return;
        }
        try {
            if (entry.snapshot().status() == Status.RUNNING) { // and not paused: it could not answer
                ask(entry, run, check);
            }
            next(entry, run, check);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The engine stops; the next one goes on.
        }
    }

    private static boolean isStill(ContainerEntry entry, ContainerProcess run) {
        return entry.process().filter(run::equals).isPresent();
    }

    /** Asks now. */
    boolean check(ContainerEntry entry) throws InterruptedException {
        Healthcheck check = entry.config().lifecycle().healthcheck();
        ContainerProcess run = entry.process().orElse(null);
        if (check == null || run == null) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot ask for the health of container %s: it %s"
                            .formatted(
                                    entry.config().name(), check == null ? "has no health check" : "is not running"));
        }
        return ask(entry, run, check).isPresent()
                && lastOf(entry).filter(Probe::isGood).isPresent();
    }

    private static Optional<Probe> lastOf(ContainerEntry entry) {
        HealthState state = entry.health();
        return state == null || state.log().isEmpty()
                ? Optional.empty()
                : Optional.of(state.log().getLast());
    }

    /** Empty if the container ended before it answered. */
    private Optional<Probe> ask(ContainerEntry entry, ContainerProcess run, Healthcheck check)
            throws InterruptedException {
        Probe probe;
        Instant start = Instant.now();
        try {
            probe = process.run(executor.probe(entry, check.command().orElseThrow()), check.timeout());
        } catch (AtollException e) {
            if (e.code() == ErrorCode.CONFLICT) {
                return Optional.empty();
            }
            probe = new Probe(start, Instant.now(), -1, String.valueOf(e.getMessage()));
        }
        return record(entry, run, check, probe) ? Optional.of(probe) : Optional.empty();
    }

    private boolean record(ContainerEntry entry, ContainerProcess run, Healthcheck check, Probe probe) {
        synchronized (entry) {
            HealthState before = entry.health();
            Instant started = entry.started();
            if (before == null || started == null || !isStill(entry, run)) {
                return false;
            }
            HealthState after = before.after(probe, check, started);
            entry.health(after);
            if (after.status() != before.status()) {
                events.publish(
                        entry.config(),
                        Action.HEALTH_STATUS,
                        after.status().name().toLowerCase(Locale.ROOT),
                        Map.of());
            }
            keep(entry, run, after);
            return true;
        }
    }

    private void keep(ContainerEntry entry, ContainerProcess run, HealthState state) {
        try {
            files.write(entry.config().id(), text(run), state);
        } catch (IOException e) {
            System.getLogger(Prober.class.getName()).log(System.Logger.Level.DEBUG, "the next engine asks anew", e);
        }
    }

    private static String text(ContainerProcess run) {
        return run.pid() + " " + run.startTime();
    }
}
