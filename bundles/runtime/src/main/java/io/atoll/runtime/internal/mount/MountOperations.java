package io.atoll.runtime.internal.mount;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What mounts are in a launch plan. */
public final class MountOperations {
    private MountOperations() {}

    public static void add(LaunchPlan.Builder plan, List<PlannedMount> mounts) {
        // The shallow ones first, or they would hide the deep ones.
        mounts.stream()
                .sorted(Comparator.comparingLong(
                        mount -> mount.target().chars().filter(c -> c == '/').count()))
                .forEach(mount -> add(plan, mount));
    }

    private static void add(LaunchPlan.Builder plan, PlannedMount mount) {
        switch (mount) {
            case PlannedMount.Bound bound -> {
                String flags = String.join(",", bound.flags());
                if (bound.beneath().isEmpty()) {
                    plan.add("bind", bound.source(), bound.target(), flags);
                } else {
                    plan.add("bind-beneath", bound.source(), bound.beneath(), bound.target(), flags);
                }
            }
            case PlannedMount.Memory memory ->
                plan.add(
                        "mount",
                        "tmpfs",
                        "tmpfs",
                        memory.target(),
                        String.join(",", memory.options().flags()),
                        String.join(",", memory.options().own()));
            case PlannedMount.Layered image -> add(plan, image);
        }
    }

    /** The kernel refuses an overlay of one read-only layer, which is that layer. */
    private static void add(LaunchPlan.Builder plan, PlannedMount.Layered image) {
        switch (image.layers().size()) {
            case 0 -> plan.add("mount", "tmpfs", "tmpfs", image.target(), "ro,nosuid,nodev", "mode=755");
            case 1 -> plan.add("bind", image.layers().getFirst().toString(), image.target(), "recursive,ro,nodev");
            default ->
                plan.add(
                        "mount",
                        "overlay",
                        "overlay",
                        image.target(),
                        "ro,nodev",
                        image.layers().stream()
                                .map(layer -> "lowerdir+=" + layer)
                                .collect(Collectors.joining(",")));
        }
    }
}
