package io.atoll.runtime.internal.security;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** AppArmor profiles (runtime-spec 1.2 config.md#linux-process): they hold from the container's program on. */
public final class AppArmor {
    private AppArmor() {}

    /**
     * Whether the kernel could confine a container to its profile.
     *
     * @param enabled {@code /sys/module/apparmor/parameters/enabled}
     * @throws AtollException UNSUPPORTED if it has no AppArmor, INVALID if that cannot be a profile's name
     */
    static void check(Security security, Path enabled) {
        String profile = profile(security);
        if (profile == null) {
            return;
        }
        if (!isEnabled(enabled)) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot use the AppArmor profile '%s': this kernel has no AppArmor, or it is not enabled"
                            .formatted(profile));
        }
        if (!profile.matches("[ -~]{1,255}")) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s' is not the name of an AppArmor profile".formatted(profile));
        }
    }

    /** Has the program run under its profile. */
    public static void add(LaunchPlan.Builder plan, Security security) {
        String profile = profile(security);
        if (profile != null) {
            plan.add("apparmor", profile);
        }
    }

    private static @Nullable String profile(Security security) {
        String profile = security.appArmor();
        return profile == null || profile.equals(Security.UNCONFINED) ? null : profile;
    }

    private static boolean isEnabled(Path file) {
        try {
            return Files.readString(file).strip().equals("Y");
        } catch (IOException e) {
            return false;
        }
    }
}
