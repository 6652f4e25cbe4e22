package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.Freezer;
import java.time.Instant;

/** Has containers stand still, and go on. */
final class Pauser {
    private Pauser() {}

    static void pause(ContainerEntry entry) {
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
    }

    static void unpause(ContainerEntry entry) {
        entry.refresh(Instant.now());
        if (!entry.isPaused()) {
            throw conflict(
                    "unpause", entry.config().name(), entry.isRunning() ? "it is not paused" : "it is not running");
        }
        resume(entry);
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
