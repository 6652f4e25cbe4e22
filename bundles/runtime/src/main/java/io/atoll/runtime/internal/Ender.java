package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signals and stops containers. What the user ends is not started again. */
final class Ender {
    static final Duration FOREVER = Duration.ofDays(365_000);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Syscalls syscalls;
    private final ContainerGroups groups;
    private final Remover remover;
    private final ContainerEvents events;

    Ender(Syscalls syscalls, ContainerGroups groups, Remover remover, ContainerEvents events) {
        this.syscalls = syscalls;
        this.groups = groups;
        this.remover = remover;
        this.events = events;
    }

    /** @throws AtollException CONFLICT if it is not running */
    void kill(ContainerEntry entry, int signal) {
        entry.awaitLaunch(PATIENCE);
        entry.refresh(Instant.now());
        boolean meantToEnd = endsFor(entry, signal);
        if (meantToEnd && entry.isAwaitingRestart()) {
            giveUp(entry);
            return;
        }
        long pid = entry.pid();
        if (!entry.isRunning() || pid == 0) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot signal container %s: it is not running"
                            .formatted(entry.config().name()));
        }
        if (meantToEnd) {
            giveUp(entry);
        }
        try {
            syscalls.kill(pid, signal);
        } catch (KernelException e) {
            if (e.errno() != KernelException.ESRCH) {
                throw e;
            }
            // It ended just now; its parent will say how.
        }
        if (signal == Signals.KILL || signal == entry.config().stopSignal()) {
            Pauser.resume(entry);
        }
        events.publish(entry.config(), Action.KILL, Map.of("signal", Integer.toString(signal)));
    }

    /** Whether who sends it wants the container to end, and not to reload something. */
    private static boolean endsFor(ContainerEntry entry, int signal) {
        int stop = entry.config().stopSignal();
        return signal == Signals.KILL
                || signal == stop
                || (stop == Signals.TERM && (signal == Signals.INT || signal == Signals.QUIT));
    }

    /** Kills every process of a container, also those outside its pid namespace. */
    void killAll(ContainerEntry entry) {
        entry.awaitLaunch(PATIENCE);
        giveUp(entry);
        groups.killAll(ContainerGroups.of(entry));
        entry.paused(false);
    }

    /** Written down before anything is sent: an engine killed in between must not start it again. */
    private static void giveUp(ContainerEntry entry) {
        entry.restartState(entry.restartState().stop());
        entry.cancelRestart();
    }

    void stop(ContainerEntry entry, @Nullable Integer signal, @Nullable Duration timeout) throws InterruptedException {
        Duration patience = timeout != null ? timeout : patience(entry.config());
        entry.awaitLaunch(PATIENCE);
        giveUp(entry);
        if (!entry.refresh(Instant.now()).isRunning()) {
            return;
        }
        if (!patience.isZero()) {
            send(entry, signal != null ? signal : entry.config().stopSignal());
            Pauser.resume(entry);
            entry.awaitEnd(patience);
        }
        if (entry.isRunning()) {
            send(entry, Signals.KILL);
            entry.awaitEnd(FOREVER);
        }
        events.publish(entry.config(), Action.STOP, Map.of());
        remover.afterEnd(entry);
    }

    private static Duration patience(ContainerConfig config) {
        Integer seconds = config.stopTimeout();
        return seconds == null ? PATIENCE : seconds < 0 ? FOREVER : Duration.ofSeconds(seconds);
    }

    /** It may have ended since somebody looked. */
    private void send(ContainerEntry entry, int signal) {
        try {
            kill(entry, signal);
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
        }
    }
}
