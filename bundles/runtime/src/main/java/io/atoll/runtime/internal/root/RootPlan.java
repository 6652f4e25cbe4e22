package io.atoll.runtime.internal.root;

import io.atoll.runtime.plan.LaunchPlan;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a container's launch plan says of its files. */
public final class RootPlan {
    /** Which make the root and put the user's directories into it. */
    private static final Set<String> ROOT = Set.of("propagation", "overlay", "root", "bind", "pivot", "readonly-root");

    private static final List<String> SYSTEMS = List.of("/dev/", "/proc/", "/sys/");

    private RootPlan() {}

    /** A plan that puts the same root together, and runs nothing in it: see {@link HeldRoot}. */
    public static LaunchPlan held(LaunchPlan container) {
        LaunchPlan.Builder plan = LaunchPlan.builder()
                .add("mode", "foreground")
                .add("stdio", "null", "inherit")
                .add("namespaces", "mount");
        for (List<byte[]> operation : container.operations()) {
            String name = field(operation, 0);
            if (ROOT.contains(name) && !(name.equals("bind") && isOfSystem(field(operation, 2)))) {
                plan.add(operation);
            }
        }
        return plan.add("parent-death-signal", "9").add("hold").build();
    }

    /** Where something is mounted in it: absolute paths. */
    public static Set<String> mountPoints(LaunchPlan container) {
        Set<String> targets = new HashSet<>();
        for (List<byte[]> operation : container.operations()) {
            switch (field(operation, 0)) {
                case "mount" -> targets.add(field(operation, 3));
                case "bind" -> targets.add(field(operation, 2));
                case "file" -> targets.add(field(operation, 1));
                default -> {}
            }
        }
        return targets;
    }

    /** A device, say: it would leave a file where the container has a file system of its own. */
    private static boolean isOfSystem(String target) {
        return SYSTEMS.stream().anyMatch(target::startsWith);
    }

    private static String field(List<byte[]> operation, int index) {
        return new String(operation.get(index), StandardCharsets.UTF_8);
    }
}
