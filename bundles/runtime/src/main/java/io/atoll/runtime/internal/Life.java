package io.atoll.runtime.internal;

import io.atoll.api.event.Event.Action;
import java.time.Instant;
import java.util.Map;

/** What follows from a container's start and end. */
record Life(ContainerEvents events, Prober prober, Restarter restarter) implements LifeObserver {
    @Override
    public void started(ContainerEntry entry) {
        events.publish(entry.config(), Action.START, Map.of());
        prober.started(entry);
    }

    @Override
    public void ended(ContainerEntry entry, int code) {
        long seconds = entry.ran(Instant.now()).toSeconds();
        events.publish(
                entry.config(),
                Action.DIE,
                Map.of("exitCode", Integer.toString(code), "execDuration", Long.toString(seconds)));
        prober.ended(entry);
        restarter.ended(entry, code);
    }
}
