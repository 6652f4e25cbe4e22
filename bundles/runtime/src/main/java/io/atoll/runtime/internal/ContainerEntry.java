package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.RestartPolicy.Mode;
import io.atoll.api.store.Lease;
import io.atoll.runtime.internal.cgroup.Freezer;
import io.atoll.runtime.internal.health.HealthState;
import io.atoll.runtime.internal.restart.Backoff;
import io.atoll.runtime.internal.restart.RestartState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A container this engine knows, with what is known of it. Its own monitor guards it and tells of its end. */
final class ContainerEntry {
    /** Between the end of a process and its exit file its parent may take this long; after that, the parent is gone. */
    private static final Duration PARENT_GRACE = Duration.ofSeconds(2);

    /** As after SIGKILL: what a container gets when its parent is killed. */
    static final int LOST = 137;

    private volatile ContainerConfig config;
    private final Path state;
    private final ProcessTable processes;

    private volatile LifeObserver observer = LifeObserver.NONE;
    private Status status = Status.CREATED;
    private final Backoff backoff = new Backoff();
    private @Nullable RestartState restart;
    private long turn;
    private boolean kept;
    private volatile @Nullable HealthState health;
    private @Nullable Lease lease;
    private boolean launching;
    private boolean paused;
    private boolean settled;
    private boolean removing;
    private int rootUsers;
    private long pid;
    private long startTime;
    private @Nullable Instant started;
    private @Nullable Instant finished;
    private @Nullable Integer exitCode;
    private @Nullable Instant vanished;

    ContainerEntry(ContainerConfig config, Path state, ProcessTable processes) {
        this.config = config;
        this.state = state;
        this.processes = processes;
    }

    ContainerConfig config() {
        return config;
    }

    Path state() {
        return state;
    }

    /** It has become something else in a part: its record says so already. */
    void reconfigure(ContainerConfig newConfig) {
        config = newConfig;
    }

    /** Who is told of what becomes of it from now on. */
    void observe(LifeObserver newObserver) {
        observer = newObserver;
    }

    /** What keeps its layers in the store; given up with {@link #releaseLease}. */
    synchronized void hold(Lease newLease) {
        lease = newLease;
    }

    synchronized boolean holds() {
        return lease != null;
    }

    synchronized void releaseLease() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    /** Brings it up to date with the disk and the kernel. */
    synchronized ContainerEntry refresh(Instant now) {
        if (status == Status.CREATED && !launching) {
            StateFiles.started(state).ifPresent(this::startedEarlier);
        }
        if (status == Status.RUNNING) {
            StateFiles.ended(state).ifPresentOrElse(ended -> ended(ended.code(), ended.at()), () -> checkAlive(now));
        }
        return this;
    }

    private void startedEarlier(StateFiles.Started earlier) {
        status = Status.RUNNING;
        pid = earlier.pid();
        startTime = earlier.startTime();
        started = earlier.at();
        paused = Freezer.isFrozen(ContainerGroups.listed(state));
        observer.started(this);
    }

    private void checkAlive(Instant now) {
        if (processes.isAlive(pid, startTime)) {
            vanished = null;
        } else if (vanished == null) {
            vanished = now;
        } else if (Duration.between(vanished, now).compareTo(PARENT_GRACE) > 0) {
            StateFiles.writeEnded(state, LOST, now);
            ended(LOST, now);
        }
    }

    /** The run of this process has ended: its parent says so, who may be late. */
    synchronized void ended(ContainerProcess which, int code, Instant at) {
        if (pid == which.pid() && startTime == which.startTime()) {
            ended(code, at);
        }
    }

    synchronized void ended(int code, Instant at) {
        if (status != Status.RUNNING) {
            return; // Told already, by somebody else who noticed.
        }
        status = Status.EXITED;
        exitCode = code;
        finished = at;
        pid = 0;
        paused = false;
        observer.ended(this, code);
        notifyAll();
    }

    /** What its restart policy goes by. */
    synchronized RestartState restartState() {
        RestartState known = restart;
        if (known == null) {
            known = config.lifecycle().restart().mode() == Mode.NO
                    ? RestartState.NEW
                    : RestartState.read(state).orElse(RestartState.NEW);
            restart = known;
        }
        return known;
    }

    /** Notes what its restart policy goes by, for the next engine too. */
    synchronized void restartState(RestartState next) {
        restart = next;
        if (config.lifecycle().restart().mode() != Mode.NO && !removing) {
            next.write(state);
        }
    }

    Backoff backoff() {
        return backoff;
    }

    /**
     * It is to be started again soon.
     *
     * @return what {@link #beginRestart} takes; -1 if there is no point
     */
    synchronized long awaitRestart() {
        if (removing || launching || status == Status.RUNNING) {
            return -1;
        }
        status = Status.RESTARTING;
        return ++turn;
    }

    /**
     * Reserves it for that restart. Deciding and reserving are one step, or a stop in between would be forgotten.
     *
     * @return false if it does not wait for that restart any more
     */
    synchronized boolean beginRestart(long which) {
        if (status != Status.RESTARTING || turn != which || removing || launching) {
            return false;
        }
        launching = true;
        settled = false;
        return true;
    }

    synchronized boolean isAwaitingRestart() {
        return status == Status.RESTARTING;
    }

    /** It is not started again. */
    synchronized void cancelRestart() {
        if (status == Status.RESTARTING) {
            status = exitCode == null ? Status.CREATED : Status.EXITED;
            notifyAll();
        }
    }

    /** Whether it stays when it ends, although it is one to be removed: it is being restarted. */
    synchronized void keep(boolean whether) {
        kept = whether;
    }

    synchronized boolean isKept() {
        return kept;
    }

    synchronized @Nullable Integer exitCode() {
        return exitCode;
    }

    synchronized boolean endedBefore(Instant boot) {
        return finished != null && !finished.isAfter(boot);
    }

    @Nullable
    HealthState health() {
        return health;
    }

    void health(@Nullable HealthState next) {
        health = next;
    }

    synchronized @Nullable Instant started() {
        return started;
    }

    /** Reserves it for a launch; earlier ends are forgotten. */
    synchronized void beginLaunch() {
        if (removing || launching || status == Status.RUNNING) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot start container %s: it is %s"
                            .formatted(
                                    config.name(),
                                    removing ? "being removed" : launching ? "being started" : "running"));
        }
        requireRootUnused("start");
        launching = true;
        settled = false;
    }

    private void requireRootUnused(String what) {
        if (rootUsers > 0) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot %s container %s: files are being copied from or to it; wait until that has ended"
                            .formatted(what, config.name()));
        }
    }

    /** Somebody puts its root together, which must not run meanwhile. */
    synchronized void beginRootUse() {
        if (removing || launching || status == Status.RUNNING) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot open the files of container %s: it is just being %s; try again"
                            .formatted(config.name(), removing ? "removed" : "started"));
        }
        rootUsers++;
    }

    synchronized void endRootUse() {
        rootUsers--;
    }

    synchronized void launched(long newPid, long newStartTime, Instant at) {
        launching = false;
        status = Status.RUNNING;
        pid = newPid;
        startTime = newStartTime;
        started = at;
        finished = null;
        exitCode = null;
        vanished = null;
        paused = false;
        observer.started(this);
        notifyAll();
    }

    synchronized void launchFailed() {
        launching = false;
        notifyAll();
    }

    /** Whether the caller is the one to remove it. */
    synchronized boolean beginRemoval() {
        if (removing) {
            return false;
        }
        requireRootUnused("remove");
        removing = true;
        notifyAll();
        return true;
    }

    synchronized void removalFailed() {
        removing = false;
    }

    synchronized boolean isRunning() {
        return status == Status.RUNNING;
    }

    synchronized boolean isPaused() {
        return status == Status.RUNNING && paused;
    }

    synchronized void paused(boolean now) {
        paused = now;
    }

    synchronized boolean isLaunching() {
        return launching;
    }

    synchronized boolean hasEnded() {
        return status == Status.EXITED || status == Status.RESTARTING;
    }

    /**
     * Once after each run, does something that no launch may run into: unless it runs or is being launched.
     *
     * @param action says whether it is done
     */
    synchronized void settle(BooleanSupplier action) {
        if (!settled && !launching && status != Status.RUNNING) {
            settled = action.getAsBoolean();
        }
    }

    synchronized boolean isSettled() {
        return settled;
    }

    /** How long it ran, or has been running; zero if it never did. */
    synchronized Duration ran(Instant now) {
        return started == null ? Duration.ZERO : Duration.between(started, finished == null ? now : finished);
    }

    synchronized long pid() {
        return pid;
    }

    /** Whether something is to be done for it although nobody asks. */
    synchronized boolean needsEngine() {
        boolean restarts = config.lifecycle().restart().mode() != Mode.NO;
        boolean cared = restarts || config.lifecycle().healthcheck() != null;
        return status == Status.RESTARTING || (status == Status.RUNNING && cared);
    }

    /** If it is being launched, waits for what comes of it: who wants it to end must not be too early. */
    synchronized void awaitLaunch(Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        long left = timeout.toMillis();
        try {
            while (launching && left > 0) {
                wait(left);
                left = Duration.between(Instant.now(), deadline).toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its first process, if it runs. */
    synchronized Optional<ContainerProcess> process() {
        return status == Status.RUNNING && pid > 0
                ? Optional.of(new ContainerProcess(pid, startTime))
                : Optional.empty();
    }

    /** Waits for its end, at most this long; looks for itself now and then, should nobody tell. */
    synchronized @Nullable Integer awaitEnd(Duration timeout) throws InterruptedException {
        Instant deadline = Instant.now().plus(timeout);
        // Who comes while it is between two runs waits for the end of the next.
        boolean between = status == Status.RESTARTING;
        while (status == Status.RUNNING || launching || (between && status == Status.RESTARTING)) {
            between &= status == Status.RESTARTING;
            long left = Duration.between(Instant.now(), deadline).toMillis();
            if (left <= 0) {
                return null;
            }
            wait(Math.min(left, 1000));
            refresh(Instant.now());
        }
        return exitCode;
    }

    synchronized Container snapshot() {
        HealthState known = health;
        return new Container(
                config.id(),
                config.name(),
                config.image(),
                config.imageDigest(),
                config.command(),
                isPaused() ? Status.PAUSED : status,
                config.created(),
                started,
                finished,
                pid,
                exitCode,
                restartState().count(),
                known == null ? null : known.status(),
                config.storage(),
                config.terminal(),
                config.autoRemove(),
                config.labels());
    }
}
