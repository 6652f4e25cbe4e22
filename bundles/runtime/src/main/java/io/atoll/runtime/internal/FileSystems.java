package io.atoll.runtime.internal;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.List;

/** The file systems, devices and protections every container has (runtime-spec 1.2 config-linux.md, and Docker's defaults). */
final class FileSystems {
    /** Unreadable: they tell of the host, or let it be changed. */
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private FileSystems() {}

    static void add(LaunchPlan.Builder plan, boolean unifiedCgroups) {
        plan.add("mount", "proc", "proc", "/proc", "nosuid,nodev,noexec", "");
        plan.add("mount", "tmpfs", "tmpfs", "/dev", "nosuid,noexec", "mode=755,size=65536k");
        device(plan, "null", 1, 3);
        device(plan, "zero", 1, 5);
        device(plan, "full", 1, 7);
        device(plan, "random", 1, 8);
        device(plan, "urandom", 1, 9);
        device(plan, "tty", 5, 0);
        plan.add("symlink", "/proc/self/fd", "/dev/fd");
        plan.add("symlink", "/proc/self/fd/0", "/dev/stdin");
        plan.add("symlink", "/proc/self/fd/1", "/dev/stdout");
        plan.add("symlink", "/proc/self/fd/2", "/dev/stderr");
        plan.add("symlink", "pts/ptmx", "/dev/ptmx");
        plan.add("mount", "devpts", "devpts", "/dev/pts", "nosuid,noexec", "mode=620,ptmxmode=666,gid=5");
        plan.add("mount", "tmpfs", "shm", "/dev/shm", "nosuid,nodev,noexec", "mode=1777,size=65536k");
        plan.add("mount", "mqueue", "mqueue", "/dev/mqueue", "nosuid,nodev,noexec", "");
        plan.add("mount", "sysfs", "sysfs", "/sys", "ro,nosuid,nodev,noexec", "");
        if (unifiedCgroups) {
            plan.add("mount", "cgroup2", "cgroup", "/sys/fs/cgroup", "ro,nosuid,nodev,noexec", "");
        }
    }

    static void protect(LaunchPlan.Builder plan) {
        READ_ONLY.forEach(path -> plan.add("readonly", path));
        MASKED.forEach(path -> plan.add("mask", path));
    }

    private static void device(LaunchPlan.Builder plan, String name, int major, int minor) {
        plan.add("mknod", "/dev/" + name, "c", "666", Integer.toString(major), Integer.toString(minor));
    }
}
