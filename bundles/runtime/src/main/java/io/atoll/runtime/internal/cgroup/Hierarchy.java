package io.atoll.runtime.internal.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A mounted hierarchy of control groups.
 *
 * @param top the group in it below which ours are made
 * @param controllers what can be limited in it
 * @param unified whether it is the one of version 2
 */
record Hierarchy(Path top, Set<String> controllers, boolean unified) {
    Hierarchy {
        controllers = Set.copyOf(controllers);
    }

    boolean has(String controller, String file) {
        return controllers.contains(controller) && Files.exists(top.resolve(file));
    }
}
