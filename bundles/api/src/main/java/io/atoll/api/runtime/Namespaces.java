package io.atoll.api.runtime;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces a container has, and what is set in them (runtime-spec 1.2 config-linux.md#namespaces, #sysctl).
 *
 * @param pid the processes it sees
 * @param ipc System V objects, message queues and, with them, {@code /dev/shm}
 * @param uts host and domain name
 * @param cgroup what of its control groups it sees; a container's own, or the host's
 * @param network {@link Source.Own} for what {@link ContainerSpec#network} says, or another container's, with its host name and network files
 * @param sharedMemory whether there is a {@code /dev/shm}
 * @param sharedMemorySize of {@code /dev/shm}, in bytes; null for 64 MiB
 * @param sysctls kernel parameters by name, as {@code net.core.somaxconn}: only such as belong to one of the container's own namespaces
 */
public record Namespaces(
        Source pid,
        Source ipc,
        Source uts,
        Source cgroup,
        Source network,
        boolean sharedMemory,
        @Nullable Long sharedMemorySize,
        Map<String, String> sysctls) {
    private static final Source.Own OWN = new Source.Own();

    /** Its own ones. */
    public static final Namespaces DEFAULT = new Namespaces(OWN, OWN, OWN, OWN, OWN, true, null, Map.of());

    public Namespaces {
        sysctls = Map.copyOf(sysctls);
    }

    /** Whose a namespace is. */
    public sealed interface Source {
        /** A new one. */
        record Own() implements Source {}

        /** The host's. */
        record Host() implements Source {}

        /**
         * Another container's, which has to run when this one is started.
         *
         * @param container its name or id; the full id once this container is made
         */
        record Of(String container) implements Source {}
    }
}
