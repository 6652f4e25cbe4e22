package io.atoll.runtime.internal;

import io.atoll.api.image.Healthcheck;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A container's health check, made of what was asked for and what its image says. */
final class Healthchecks {
    private Healthchecks() {}

    /** Null if there is none, or it was switched off. */
    static @Nullable Healthcheck merge(@Nullable Healthcheck asked, @Nullable Healthcheck image) {
        Healthcheck merged = asked == null || image == null ? (asked == null ? image : asked) : both(asked, image);
        return merged == null || merged.command().isEmpty() ? null : merged.withDefaults();
    }

    private static Healthcheck both(Healthcheck asked, Healthcheck image) {
        return new Healthcheck(
                asked.test().isEmpty() ? image.test() : asked.test(),
                or(asked.interval(), image.interval()),
                or(asked.timeout(), image.timeout()),
                or(asked.startPeriod(), image.startPeriod()),
                or(asked.startInterval(), image.startInterval()),
                asked.retries() > 0 ? asked.retries() : image.retries());
    }

    private static Duration or(Duration asked, Duration image) {
        return asked.isPositive() ? asked : image;
    }
}
