package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.runtime.internal.restart.RestartState;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ObjLongConsumer;

/** Starts containers again that have ended, where their policy says so. */
final class Restarter {
    /** Storage drivers may come a little after the runtime. */
    private static final Duration ADOPTION = Duration.ofMillis(100);

    private static final int FAILURE = 1;

    private final Timers timers;
    private final ObjLongConsumer<ContainerEntry> starter;

    /** @param starter launches one if it still waits for this restart, and throws what keeps it from it */
    Restarter(Timers timers, ObjLongConsumer<ContainerEntry> starter) {
        this.timers = timers;
        this.starter = starter;
    }

    /** Decides what becomes of one that has just ended. Its lock is held. */
    void ended(ContainerEntry entry, int code) {
        if (entry.restartState().allows(entry.config().lifecycle().restart(), code)) {
            again(entry, entry.backoff().next(entry.ran(Instant.now())));
        }
    }

    /**
     * Goes on where the engine before stopped: it may have been killed between an end and the start that was to follow, or the machine was
     * started anew.
     *
     * @param boot when the machine was started
     */
    void adopt(ContainerEntry entry, Instant boot) {
        RestartPolicy policy = entry.config().lifecycle().restart();
        if (policy.mode() == RestartPolicy.Mode.NO || entry.isRunning()) {
            return;
        }
        RestartState.read(entry.state()).ifPresent(state -> {
            Integer code = entry.exitCode();
            // Without an exit code the engine was killed while it started it.
            boolean wanted = code == null ? !state.stopped() : state.allows(policy, code);
            boolean booted = policy.mode() == RestartPolicy.Mode.ALWAYS && entry.endedBefore(boot);
            if (wanted || booted) {
                again(entry, ADOPTION);
            }
        });
    }

    private void again(ContainerEntry entry, Duration delay) {
        long turn = entry.awaitRestart();
        if (turn >= 0) {
            timers.after(delay, () -> restart(entry, turn));
        }
    }

    private void restart(ContainerEntry entry, long turn) {
        try {
            starter.accept(entry, turn);
        } catch (AtollException e) {
            System.getLogger(Restarter.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "cannot start container %s again: %s"
                                    .formatted(entry.config().name(), e.getMessage()));
            failed(entry);
        }
    }

    /** As after a run that failed: what keeps it from starting may pass. */
    private void failed(ContainerEntry entry) {
        if (!entry.isAwaitingRestart()) {
            return;
        }
        if (entry.restartState().allows(entry.config().lifecycle().restart(), FAILURE)) {
            again(entry, entry.backoff().next(Duration.ZERO));
        } else {
            entry.cancelRestart();
        }
    }
}
