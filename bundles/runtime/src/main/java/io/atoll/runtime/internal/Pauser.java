package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.Freezer;
import java.time.Instant;
import java.util.Map;

/** Has containers stand still, and go on. */
final class Pauser {
    private final ContainerEvents events;

    Pauser(ContainerEvents events) {
        this.events = events;
    }

    void pause(ContainerEntry entry) {
        String name = entry.config().name();
        entry.refresh(Instant.now());
        if (!entry.isRunning()) {
            throw conflict("pause", name, "it is not running");
        }
        ControlGroup group = ContainerGroups.of(entry);
        synchronized (entry) {
            if (entry.isPaused()) {
                throw conflict("pause", name, "it is paused already");
            }
            entry.paused(true);
        }
        boolean frozen = false;
        try {
            Freezer.freeze(group);
            frozen = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtollException(ErrorCode.UNAVAILABLE, "interrupted while pausing container " + name, e);
        } finally {
            if (!frozen) {
                entry.paused(false);
            }
        }
        events.publish(entry.config(), Action.PAUSE, Map.of());
    }

    void unpause(ContainerEntry entry) {
        entry.refresh(Instant.now());
        if (!entry.isPaused()) {
            throw conflict(
                    "unpause", entry.config().name(), entry.isRunning() ? "it is not paused" : "it is not running");
        }
        resume(entry);
        events.publish(entry.config(), Action.UNPAUSE, Map.of());
    }

    /** Lets it go on if it is paused: what it has been sent meanwhile reaches it first. */
    static void resume(ContainerEntry entry) {
        if (entry.isPaused()) {
            Freezer.thaw(ContainerGroups.of(entry));
            entry.paused(false);
        }
    }

    private static AtollException conflict(String what, String name, String why) {
        return new AtollException(ErrorCode.CONFLICT, "cannot %s container %s: %s".formatted(what, name, why));
    }
}
