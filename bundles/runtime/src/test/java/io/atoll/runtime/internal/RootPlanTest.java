package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.runtime.internal.root.RootPlan;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a container's plan says of its files. */
class RootPlanTest {
    private static final LaunchPlan CONTAINER = LaunchPlan.builder()
            .add("mode", "detached")
            .add("state", "/state")
            .add("namespaces", "mount,pid")
            .add("share", "42", "4711", "network,ipc")
            .add("cgroup", "/sys/fs/cgroup/x")
            .add("end-group", "/sys/fs/cgroup/x")
            .add("propagation", "private")
            .add("root", "/mnt", "/tree")
            .add("mount", "proc", "proc", "/proc", "nosuid", "")
            .add("file", "/etc/hosts", "644", "nosuid", "x")
            .add("bind", "/srv", "/data", "recursive")
            .add("bind", "/dev/fuse", "/dev/fuse", "")
            .add("bind-beneath", "/volumes/v", "a", "/part", "")
            .add("mount", "overlay", "overlay", "/image", "ro", "lowerdir+=/a,lowerdir+=/b")
            .add("mount", "tmpfs", "tmpfs", "/memory", "", "")
            .add("bind-from", "42", "4711", "/dev/shm", "/dev/shm", "")
            .add("mknod", "/dev/null", "c", "666", "1", "3")
            .add("pivot")
            .add("readonly-root")
            .add("hostname", "box")
            .add("apparmor", "profile")
            .add("exec", "sh")
            .build();

    @Test
    void heldItRunsNothingAndHasTheUsersDirectories() {
        LaunchPlan held = LaunchPlan.builder()
                .add("mode", "foreground")
                .add("stdio", "null", "inherit")
                .add("namespaces", "mount")
                .add("propagation", "private")
                .add("root", "/mnt", "/tree")
                .add("bind", "/srv", "/data", "recursive")
                .add("bind-beneath", "/volumes/v", "a", "/part", "")
                .add("mount", "overlay", "overlay", "/image", "ro", "lowerdir+=/a,lowerdir+=/b")
                .add("pivot")
                .add("readonly-root")
                .add("parent-death-signal", "9")
                .add("hold")
                .build();
        assertArrayEquals(held.encode(), RootPlan.held(CONTAINER).encode());
    }

    @Test
    void mountPoints() {
        assertEquals(
                Set.of("/proc", "/etc/hosts", "/data", "/dev/fuse", "/part", "/image", "/memory", "/dev/shm"),
                RootPlan.mountPoints(CONTAINER));
    }
}
