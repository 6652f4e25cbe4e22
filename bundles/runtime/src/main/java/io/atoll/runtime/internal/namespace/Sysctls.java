package io.atoll.runtime.internal.namespace;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;

/** Kernel parameters that belong to a namespace. Any other would change the host. */
public final class Sysctls {
    private static final Set<String> IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");
    private static final int MAX_VALUE = 4000;

    private Sysctls() {}

    /**
     * Whether they are the container's own.
     *
     * @param ownNetwork whether its network namespace is
     * @throws AtollException INVALID
     */
    public static void check(Namespaces namespaces, boolean ownNetwork) {
        namespaces.sysctls().forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+")) {
                throw invalid(name, "expected a name such as net.core.somaxconn");
            }
            if (value.isEmpty() || value.length() > MAX_VALUE || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
                throw invalid(name, "its value is empty, too long, or has control characters");
            }
            if (name.startsWith("net.")) {
                require(ownNetwork, name, "network");
            } else if (IPC.contains(name) || name.startsWith("fs.mqueue.")) {
                require(namespaces.ipc() instanceof Source.Own, name, "ipc");
            } else {
                throw invalid(
                        name, "it is the whole machine's; set it there, with 'sysctl -w %s=%s'".formatted(name, value));
            }
        });
    }

    /** Sets them; before {@code /proc/sys} is read-only. */
    public static void add(LaunchPlan.Builder plan, Namespaces namespaces) {
        new TreeMap<>(namespaces.sysctls())
                .forEach((name, value) -> plan.addBinary(
                        "write", "/proc/sys/" + name.replace('.', '/'), value.getBytes(StandardCharsets.UTF_8)));
    }

    private static void require(boolean own, String name, String namespace) {
        if (!own) {
            throw invalid(name, "the container has no %s namespace of its own".formatted(namespace));
        }
    }

    private static AtollException invalid(String name, String why) {
        return new AtollException(ErrorCode.INVALID, "cannot set the kernel parameter '%s': %s".formatted(name, why));
    }
}
