package io.atoll.runtime.internal;

import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.limits.Ulimits;
import io.atoll.runtime.internal.security.Capabilities;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a container's processes may do: the same for its first and for those that join it. */
final class Rights {
    private Rights() {}

    /**
     * The user, its capabilities and, unless set-user-id programs are to work, the ban on new ones.
     *
     * @param capabilities the most the process can have
     * @param filter the system call filter; empty for none. Without the ban only a process that still has its rights may install it, so it is installed here
     */
    static void add(
            LaunchPlan.Builder plan, ContainerConfig config, User user, Set<String> capabilities, byte[] filter) {
        Security security = config.security();
        Ulimits.add(plan, config.processLimits());
        plan.add("umask", "022");
        if (!security.isWithoutNewPrivileges()) {
            addFilter(plan, filter);
        }
        List<String> ids = new ArrayList<>(List.of(Integer.toString(user.uid()), Integer.toString(user.gid())));
        user.groups().forEach(group -> ids.add(group.toString()));
        plan.add("user", ids);
        String bounding = Capabilities.mask(capabilities);
        if (user.uid() == 0) {
            plan.add("capabilities", bounding, bounding, bounding, "0", "0");
        } else {
            // A user other than root gets what was asked for by name, and what file capabilities give it within the
            // bounding set.
            Set<String> named = new HashSet<>(security.addedCapabilities());
            named.retainAll(capabilities);
            String granted = Capabilities.mask(named);
            plan.add("capabilities", bounding, granted, granted, granted, granted);
        }
        if (security.isWithoutNewPrivileges()) {
            plan.add("no-new-privileges");
        }
    }

    /** The filter of a process that cannot get new privileges: the last before the program, lest it has to allow more than that. */
    static void addLateFilter(LaunchPlan.Builder plan, ContainerConfig config, byte[] filter) {
        if (config.security().isWithoutNewPrivileges()) {
            addFilter(plan, filter);
        }
    }

    private static void addFilter(LaunchPlan.Builder plan, byte[] filter) {
        if (filter.length > 0) {
            plan.addBinary("seccomp", "", filter);
        }
    }
}
