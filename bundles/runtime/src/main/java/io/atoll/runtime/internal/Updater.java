package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.api.runtime.Resources;
import io.atoll.runtime.internal.cgroup.Limits;
import java.time.Instant;
import java.util.Map;

/** Changes what containers may use: of running ones, and as it is recorded for the next start. Both, or neither. */
final class Updater {
    private final ContainerGroups groups;
    private final Changer changer;
    private final ContainerEvents events;

    Updater(ContainerGroups groups, Changer changer, ContainerEvents events) {
        this.groups = groups;
        this.changer = changer;
        this.events = events;
    }

    void update(ContainerEntry entry, Resources changes) {
        entry.refresh(Instant.now());
        synchronized (entry) { // It is not launched meanwhile with what it had.
            if (entry.isLaunching()) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot update container %s: it is being started"
                                .formatted(entry.config().name()));
            }
            Resources before = entry.config().resources();
            Resources after = before.with(changes);
            Limits.check(after);
            if (after.equals(before)) {
                return;
            }
            if (entry.isRunning()) {
                groups.change(entry, before, after);
            } else {
                groups.check(entry.config().id(), after);
            }
            try {
                changer.change(entry, config -> config.withResources(after));
            } catch (AtollException e) {
                if (entry.isRunning()) {
                    groups.change(entry, after, before);
                }
                throw e;
            }
        }
        events.publish(entry.config(), Action.UPDATE, Map.of());
    }
}
