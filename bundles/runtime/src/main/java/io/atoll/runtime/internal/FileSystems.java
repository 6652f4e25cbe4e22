package io.atoll.runtime.internal;

import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.plan.LaunchPlan;

/** The file systems and devices every container has (runtime-spec 1.2 config-linux.md, and Docker's defaults). */
final class FileSystems {
    private static final long SHARED_MEMORY = 64L << 20;
    private static final String SAFE = "nosuid,nodev,noexec";

    private FileSystems() {}

    static void add(LaunchPlan.Builder plan, ContainerConfig config, DeviceSet devices, boolean unifiedCgroups) {
        Security security = config.security();
        String kernel = security.privileged() ? SAFE : "ro," + SAFE;
        plan.add("mount", "proc", "proc", "/proc", SAFE, "");
        plan.add("mount", "tmpfs", "tmpfs", "/dev", "nosuid,noexec", "mode=755,size=65536k");
        devices.add(plan);
        plan.add("symlink", "/proc/self/fd", "/dev/fd");
        plan.add("symlink", "/proc/self/fd/0", "/dev/stdin");
        plan.add("symlink", "/proc/self/fd/1", "/dev/stdout");
        plan.add("symlink", "/proc/self/fd/2", "/dev/stderr");
        plan.add("symlink", "pts/ptmx", "/dev/ptmx");
        plan.add("mount", "devpts", "devpts", "/dev/pts", "nosuid,noexec", "mode=620,ptmxmode=666,gid=5");
        sharedMemory(plan, config.namespaces());
        plan.add("mount", "mqueue", "mqueue", "/dev/mqueue", SAFE, "");
        plan.add("mount", "sysfs", "sysfs", "/sys", kernel, "");
        if (unifiedCgroups) {
            plan.add("mount", "cgroup2", "cgroup", "/sys/fs/cgroup", kernel, "");
        }
    }

    private static void sharedMemory(LaunchPlan.Builder plan, Namespaces namespaces) {
        if (!namespaces.sharedMemory()) {
            return;
        }
        if (namespaces.ipc() instanceof Source.Host) {
            plan.add("bind", "/dev/shm", "/dev/shm", SAFE);
            return;
        }
        Long size = namespaces.sharedMemorySize();
        long bytes = size == null ? SHARED_MEMORY : size;
        plan.add("mount", "tmpfs", "shm", "/dev/shm", SAFE, "mode=1777,size=%dk".formatted((bytes + 1023) / 1024));
    }
}
