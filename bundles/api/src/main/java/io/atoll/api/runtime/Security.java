package io.atoll.api.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container's processes may do (runtime-spec 1.2 config.md#linux-process, config-linux.md#seccomp). The default is at least as strict as Docker's.
 *
 * @param privileged every capability the engine has, every device of the host, no system call filter, nothing masked or read-only
 * @param addedCapabilities beside the default ones: names with or without {@code CAP_}, in any case, or {@code ALL}. Those that are named are also given to a
 *     user other than root
 * @param droppedCapabilities likewise, of the default ones; with {@code ALL} only the added ones are left
 * @param noNewPrivileges whether set-user-id programs and file capabilities have no effect; null for yes, and for no if privileged
 * @param seccomp the system call filter: null for the default profile, or none if privileged; {@link #UNCONFINED} for none; else a profile, as JSON
 * @param appArmor an AppArmor profile's name, {@link #UNCONFINED}, or null for none
 * @param masked absolute paths inside that cannot be read, beside the default ones
 * @param unmasked which of the default masked and read-only paths are neither: absolute paths, or {@code ALL}
 * @param groups the user's further groups, by name or number, of the container's own files
 */
public record Security(
        boolean privileged,
        List<String> addedCapabilities,
        List<String> droppedCapabilities,
        @Nullable Boolean noNewPrivileges,
        @Nullable String seccomp,
        @Nullable String appArmor,
        List<String> masked,
        List<String> unmasked,
        List<String> groups) {
    public static final String UNCONFINED = "unconfined";

    /** Every capability, or every path. */
    public static final String ALL = "ALL";

    public static final Security DEFAULT =
            new Security(false, List.of(), List.of(), null, null, null, List.of(), List.of(), List.of());

    public Security {
        addedCapabilities = List.copyOf(addedCapabilities);
        droppedCapabilities = List.copyOf(droppedCapabilities);
        masked = List.copyOf(masked);
        unmasked = List.copyOf(unmasked);
        groups = List.copyOf(groups);
    }

    /** Whether set-user-id programs and file capabilities have no effect. */
    public boolean isWithoutNewPrivileges() {
        return noNewPrivileges != null ? noNewPrivileges : !privileged;
    }

    /** Whether there is no system call filter. */
    public boolean isUnfiltered() {
        return seccomp == null ? privileged : seccomp.equals(UNCONFINED);
    }
}
