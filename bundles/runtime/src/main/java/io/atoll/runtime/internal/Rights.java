package io.atoll.runtime.internal;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a container's processes may do: the same for its first and for those that join it. */
final class Rights {
    /** As many open files as this, or as the launching process may have at most. */
    private static final String OPEN_FILES = "<1048576";

    private Rights() {}

    static void add(LaunchPlan.Builder plan, User user, Set<String> capabilities) {
        plan.add("rlimit", "nofile", OPEN_FILES, OPEN_FILES);
        plan.add("umask", "022");
        List<String> ids = new ArrayList<>(List.of(Integer.toString(user.uid()), Integer.toString(user.gid())));
        user.groups().forEach(group -> ids.add(group.toString()));
        plan.add("user", ids);
        String bounding = Capabilities.mask(capabilities);
        // A user other than root gets what file capabilities give it, within the bounding set, and nothing else.
        String effective = user.uid() == 0 ? bounding : Capabilities.mask(Set.of());
        plan.add("capabilities", bounding, effective, effective, "0", "0");
    }
}
