package io.atoll.runtime.internal;

import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.NamespaceOwners.Owner;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.plan.LaunchPlan;

/** The file systems and devices every container has (runtime-spec 1.2 config-linux.md, and Docker's defaults). */
final class FileSystems {
    private static final long SHARED_MEMORY = 64L << 20;
    private static final String SHM = "/dev/shm";
    private static final String SAFE = "nosuid,nodev,noexec";

    private FileSystems() {}

    /** @param ipc whose shared memory it has */
    static void add(
            LaunchPlan.Builder plan, ContainerConfig config, DeviceSet devices, Owner ipc, boolean unifiedCgroups) {
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
        sharedMemory(plan, config.namespaces(), ipc);
        plan.add("mount", "mqueue", "mqueue", "/dev/mqueue", SAFE, "");
        plan.add("mount", "sysfs", "sysfs", "/sys", kernel, "");
        if (unifiedCgroups) {
            plan.add("mount", "cgroup2", "cgroup", "/sys/fs/cgroup", kernel, "");
        }
    }

    private static void sharedMemory(LaunchPlan.Builder plan, Namespaces namespaces, Owner ipc) {
        if (!namespaces.sharedMemory()) {
            return;
        }
        switch (ipc) {
            case Owner.Host host -> plan.add("bind", SHM, SHM, SAFE);
            case Owner.Other other ->
                plan.add(
                        "bind-from",
                        Long.toString(other.process().pid()),
                        Long.toString(other.process().startTime()),
                        SHM,
                        SHM,
                        SAFE);
            case Owner.Itself itself -> {
                Long size = namespaces.sharedMemorySize();
                long bytes = size == null ? SHARED_MEMORY : size;
                plan.add("mount", "tmpfs", "shm", SHM, SAFE, "mode=1777,size=%dk".formatted((bytes + 1023) / 1024));
            }
        }
    }
}
