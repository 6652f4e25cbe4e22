package io.atoll.runtime.internal.cgroup;

import java.nio.file.Path;
import java.util.Set;

/**
 * A mounted hierarchy of control groups.
 *
 * @param mount its root, or what of it is mounted
 * @param top the group in it below which ours are made
 * @param controllers what can be limited in it; {@code freezer} and {@code devices} among them, also in version 2, where they are none
 * @param unified whether it is the one of version 2
 */
record Hierarchy(Path mount, Path top, Set<String> controllers, boolean unified) {
    Hierarchy {
        controllers = Set.copyOf(controllers);
    }

    /** Whether this setting is made in it. */
    boolean covers(Setting setting) {
        return unified == setting.unified() && controllers.contains(setting.controller());
    }

    boolean has(Set<String> wanted) {
        return controllers.stream().anyMatch(wanted::contains);
    }
}
