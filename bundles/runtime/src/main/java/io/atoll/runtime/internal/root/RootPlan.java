package io.atoll.runtime.internal.root;

import io.atoll.runtime.plan.LaunchPlan;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a container's launch plan says of its files. */
public final class RootPlan {
    /** Which make the root. Beside them only what the user mounts in it is wanted. */
    private static final Set<String> ROOT = Set.of("propagation", "overlay", "root", "pivot", "readonly-root");

    private static final List<String> SYSTEMS = List.of("/dev/", "/proc/", "/sys/");

    private RootPlan() {}

    /** A plan that puts the same root together, and runs nothing in it: see {@link HeldRoot}. */
    public static LaunchPlan held(LaunchPlan container) {
        LaunchPlan.Builder plan = LaunchPlan.builder()
                .add("mode", "foreground")
                .add("stdio", "null", "inherit")
                .add("namespaces", "mount");
        for (List<byte[]> operation : container.operations()) {
            if (ROOT.contains(field(operation, 0)) || isUsers(operation)) {
                plan.add(operation);
            }
        }
        return plan.add("parent-death-signal", "9").add("hold").build();
    }

    /** Where something is mounted in it: absolute paths. */
    public static Set<String> mountPoints(LaunchPlan container) {
        Set<String> targets = new HashSet<>();
        for (List<byte[]> operation : container.operations()) {
            int target = targetField(field(operation, 0));
            if (target > 0) {
                targets.add(field(operation, target));
            }
        }
        return targets;
    }

    /** Which field of an operation is where it mounts; 0: it does not. */
    private static int targetField(String name) {
        return switch (name) {
            case "file" -> 1;
            case "bind" -> 2;
            case "mount", "bind-beneath" -> 3;
            case "bind-from" -> 4;
            default -> 0;
        };
    }

    /** A directory of the host or an image; not what is only there while the container runs, be it its own memory or another container's. */
    private static boolean isUsers(List<byte[]> operation) {
        String name = field(operation, 0);
        return switch (name) {
            case "bind", "bind-beneath" -> !isOfSystem(field(operation, targetField(name)));
            case "mount" -> field(operation, 1).equals("overlay");
            default -> false;
        };
    }

    /** A device, say: it would leave a file where the container has a file system of its own. */
    private static boolean isOfSystem(String target) {
        return SYSTEMS.stream().anyMatch(target::startsWith);
    }

    private static String field(List<byte[]> operation, int index) {
        return new String(operation.get(index), StandardCharsets.UTF_8);
    }
}
