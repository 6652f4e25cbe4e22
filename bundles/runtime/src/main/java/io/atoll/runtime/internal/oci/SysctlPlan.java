package io.atoll.runtime.internal.oci;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.Set;

/** Kernel parameters (config-linux.md#sysctl): only those that a namespace of the container has for itself. */
final class SysctlPlan {
    private static final Set<String> IPC = Set.of(
            "kernel/msgmax",
            "kernel/msgmnb",
            "kernel/msgmni",
            "kernel/sem",
            "kernel/shmall",
            "kernel/shmmax",
            "kernel/shmmni",
            "kernel/shm_rmid_forced");

    private SysctlPlan() {}

    static void add(LaunchPlan.Builder plan, Value config, Namespaces namespaces) {
        Value sysctl = config.at("linux").at("sysctl");
        sysctl.textMap().forEach((name, value) -> {
            String path = path(name);
            String needed = needed(path);
            if (needed.isEmpty() || !namespaces.has(needed)) {
                throw sysctl.invalid("'%s' is the host's: it is not set for a container%s"
                        .formatted(
                                name, needed.isEmpty() ? "" : " without a %s namespace of its own".formatted(needed)));
            }
            plan.add("write", "/proc/sys/" + path, value);
        });
    }

    /** With dots between the parts, or slashes if those are what comes first: then a dot is a dot, as in {@code net/ipv4/conf/eth0.1}. */
    private static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        return slash >= 0 && (dot < 0 || slash < dot)
                ? name
                : name.replace('/', '\0').replace('.', '/').replace('\0', '.');
    }

    private static String needed(String path) {
        if (("/" + path + "/").contains("/../") || path.contains("//")) {
            return "";
        }
        if (IPC.contains(path) || path.startsWith("fs/mqueue/")) {
            return "ipc";
        }
        return path.startsWith("net/") ? "network" : path.equals("kernel/domainname") ? "uts" : "";
    }
}
