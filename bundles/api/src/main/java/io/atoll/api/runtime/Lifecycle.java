package io.atoll.api.runtime;

import io.atoll.api.image.Healthcheck;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a container while it lives and when it ends.
 *
 * @param healthcheck how its health is asked for; where it leaves something open, as the image says; null: all as the image says
 */
public record Lifecycle(RestartPolicy restart, @Nullable Healthcheck healthcheck, LogSettings log) {
    /** Nothing but its log. */
    public static final Lifecycle DEFAULT = new Lifecycle(RestartPolicy.NO, null, LogSettings.DEFAULT);

    /** The same with another policy. */
    public Lifecycle withRestart(RestartPolicy policy) {
        return new Lifecycle(policy, healthcheck, log);
    }

    /** The same with another health check. */
    public Lifecycle withHealthcheck(@Nullable Healthcheck check) {
        return new Lifecycle(restart, check, log);
    }
}
