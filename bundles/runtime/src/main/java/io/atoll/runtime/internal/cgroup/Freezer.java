package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Has the processes of a group stand still (freezer-subsystem.rst, cgroup-v2.rst). */
public final class Freezer {
    private static final String STATE = "freezer.state";
    private static final String FREEZE = "cgroup.freeze";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAUSE_MILLIS = 1;

    private Freezer() {}

    /** Whether it stands still, or is asked to; false where that cannot be. */
    public static boolean isFrozen(ControlGroup group) {
        try {
            Path state = group.file(STATE, FREEZE).orElse(null);
            return state != null
                    && List.of("FROZEN", "FREEZING", "1")
                            .contains(Files.readString(state).strip());
        } catch (IOException e) {
            return false; // gone
        }
    }

    /**
     * Returns when everything in it stands still; where something does not, nothing does.
     *
     * @throws AtollException UNSUPPORTED without a freezer
     */
    public static void freeze(ControlGroup group) throws InterruptedException {
        Path state = file(group);
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            do {
                // Version 1 is asked again and again: a process forked meanwhile may have escaped.
                ControlGroup.put(state, isVersion1(state) ? "FROZEN" : "1");
                if (standsStill(state)) {
                    return;
                }
                Thread.sleep(PAUSE_MILLIS);
            } while (System.nanoTime() < end);
        } catch (InterruptedException e) {
            thaw(group);
            throw e;
        } catch (IOException e) {
            throw failed("pause", state, e);
        }
        thaw(group);
        throw new AtollException(
                ErrorCode.KERNEL,
                "cannot pause: a process did not stand still within %d s; it may be waiting for a device"
                        .formatted(PATIENCE.toSeconds()));
    }

    private static boolean standsStill(Path state) throws IOException {
        return isVersion1(state)
                ? Files.readString(state).strip().equals("FROZEN")
                : Files.readString(state.resolveSibling("cgroup.events")).contains("frozen 1");
    }

    /** @throws AtollException UNSUPPORTED without a freezer */
    public static void thaw(ControlGroup group) {
        Path state = file(group);
        try {
            ControlGroup.put(state, isVersion1(state) ? "THAWED" : "0");
        } catch (IOException e) {
            throw failed("unpause", state, e);
        }
    }

    private static boolean isVersion1(Path state) {
        return state.endsWith(STATE);
    }

    private static Path file(ControlGroup group) {
        return group.file(STATE, FREEZE)
                .orElseThrow(
                        () -> new AtollException(
                                ErrorCode.UNSUPPORTED,
                                "cannot pause: the container is in no control group with a freezer; is one mounted below /sys/fs/cgroup?"));
    }

    private static AtollException failed(String what, Path file, IOException cause) {
        return new AtollException(
                ErrorCode.KERNEL, "cannot %s: writing %s failed: %s".formatted(what, file, cause), cause);
    }
}
