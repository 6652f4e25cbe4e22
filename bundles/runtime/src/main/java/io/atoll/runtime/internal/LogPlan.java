package io.atoll.runtime.internal;

import io.atoll.api.runtime.LogSettings;
import io.atoll.api.runtime.LogSettings.Driver;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.file.Path;

/** The part of a launch plan that says where the container's output is kept. */
final class LogPlan {
    private LogPlan() {}

    static void add(LaunchPlan.Builder plan, LogSettings settings, Path file) {
        if (settings.driver() == Driver.NONE) {
            return;
        }
        plan.add("log", file.toString());
        if (!settings.equals(LogSettings.DEFAULT)) {
            plan.add(
                    "log-options",
                    settings.driver() == Driver.JSON_FILE ? "json" : "cri",
                    Long.toString(settings.maxSize()),
                    Integer.toString(settings.maxFiles()));
        }
    }
}
