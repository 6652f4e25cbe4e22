package io.atoll.runtime.internal;

import io.atoll.api.event.Event.Action;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.internal.restart.RestartState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts containers, for a client that launches them or from here; the first time, again, or because their policy says so. */
final class Starter {
    private final Path home;
    private final Planner planner;
    private final ContainerGroups groups;
    private final Remover remover;
    private final Ender ender;
    private final ContainerEvents events;

    /** @param home the distribution, whose program launches */
    Starter(Path home, Planner planner, ContainerGroups groups, Remover remover, Ender ender, ContainerEvents events) {
        this.home = home;
        this.planner = planner;
        this.groups = groups;
        this.remover = remover;
        this.ender = ender;
        this.events = events;
    }

    Launch launch(ContainerEntry entry, LaunchOptions options) {
        entry.beginLaunch();
        return launch(entry, options, RestartState.NEW);
    }

    Container start(ContainerEntry entry) {
        entry.beginLaunch();
        entry.backoff().reset();
        return start(entry, RestartState.NEW);
    }

    /**
     * As its restart policy wants.
     *
     * @param turn which restart this is: nothing happens if that one was called off
     */
    void startAgain(ContainerEntry entry, long turn) {
        remover.afterFailedLaunch(entry); // what held the limits of its last run goes first
        if (entry.beginRestart(turn)) {
            start(entry, entry.restartState().next());
        }
    }

    Container restart(ContainerEntry entry, @Nullable Integer signal, @Nullable Duration timeout)
            throws InterruptedException {
        entry.keep(true);
        try {
            ender.stop(entry, signal, timeout);
            Container started = start(entry);
            events.publish(entry.config(), Action.RESTART, Map.of());
            return started;
        } finally {
            entry.keep(false);
        }
    }

    private Container start(ContainerEntry entry, RestartState restart) {
        LaunchOptions detached = new LaunchOptions(LaunchMode.DETACHED, TerminalSize.DEFAULT);
        try (Launch launch = launch(entry, detached, restart)) {
            EngineLauncher.launch(launch, home);
            return launch.container();
        }
    }

    /**
     * Of one that is reserved for it.
     *
     * @param restart what its restart policy goes by from now on
     */
    private Launch launch(ContainerEntry entry, LaunchOptions options, RestartState restart) {
        try {
            entry.restartState(restart);
            StateFiles.clear(entry.state());
            DeviceSet devices = planner.devices(entry.config());
            byte[] plan = planner.plan(entry, options, devices, groups.begin(entry, devices.rules()))
                    .encode();
            return new OneLaunch(entry, plan, remover);
        } catch (RuntimeException e) {
            entry.launchFailed();
            remover.afterFailedLaunch(entry);
            throw e;
        }
    }
}
