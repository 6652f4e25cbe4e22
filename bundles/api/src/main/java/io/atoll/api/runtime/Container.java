package io.atoll.api.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as it is at one moment.
 *
 * @param id 64 hexadecimal digits
 * @param image the name it was made from
 * @param imageDigest of the manifest
 * @param command what runs: entrypoint and arguments
 * @param pid of its first process; 0 if it does not run
 * @param exitCode null until it ended
 * @param restarts how often its restart policy started it again
 * @param health null if nobody asks for it
 * @param storage the storage driver's name
 */
public record Container(
        String id,
        String name,
        String image,
        String imageDigest,
        List<String> command,
        Status status,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant finished,
        long pid,
        @Nullable Integer exitCode,
        int restarts,
        @Nullable Health health,
        String storage,
        boolean terminal,
        boolean autoRemove,
        Map<String, String> labels) {
    public Container {
        command = List.copyOf(command);
        labels = Map.copyOf(labels);
    }

    /** Where a container is in its life. */
    public enum Status {
        CREATED,
        RUNNING,
        /** It runs, and its processes stand still. */
        PAUSED,
        /** It has ended, and its restart policy is about to start it again. */
        RESTARTING,
        EXITED
    }

    /** What its health check says. */
    public enum Health {
        /** Not healthy yet, and given the time. */
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    /** Whether it has processes, paused or not. */
    public boolean isRunning() {
        return status == Status.RUNNING || status == Status.PAUSED;
    }

    /** The first 12 digits of the id, as people are shown it. */
    public String shortId() {
        return id.substring(0, 12);
    }
}
