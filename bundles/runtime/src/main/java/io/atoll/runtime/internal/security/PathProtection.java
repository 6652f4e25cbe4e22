package io.atoll.runtime.internal.security;

import io.atoll.api.runtime.Security;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.List;

/** Paths of the kernel's file systems that tell of the host, or let it be changed: Docker's, and what came since. */
public final class PathProtection {
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

    private PathProtection() {}

    /** Masks paths and makes them read-only; the last of what is mounted. */
    public static void add(LaunchPlan.Builder plan, Security security) {
        List<String> masked = new ArrayList<>(MASKED);
        List<String> readOnly = new ArrayList<>(READ_ONLY);
        if (security.privileged() || security.unmasked().contains(Security.ALL)) {
            masked.clear();
            readOnly.clear();
        }
        for (String path : security.unmasked()) {
            masked.removeIf(protectedPath -> covers(path, protectedPath));
            readOnly.removeIf(protectedPath -> covers(path, protectedPath));
        }
        masked.addAll(security.masked());
        readOnly.forEach(path -> plan.add("readonly", path));
        masked.forEach(path -> plan.add("mask", path));
    }

    /** {@code /proc/*} is everything in it. */
    private static boolean covers(String unmasked, String path) {
        return unmasked.endsWith("/*")
                ? path.startsWith(unmasked.substring(0, unmasked.length() - 1))
                : path.equals(unmasked);
    }
}
