package io.atoll.store.internal.layer;

import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this process is root of the machine. In a user namespace, or as another user, some of what layers hold cannot be made: owners that
 * are not mapped, devices, {@code trusted.} attributes.
 */
public record Privilege(boolean full) {
    /** All identifiers mapped to themselves: the first user namespace. */
    private static final String EVERY_ID = "0 0 4294967295";

    public static Privilege of(Syscalls syscalls) {
        return new Privilege(syscalls.euid() == 0 && isFirstNamespace(Path.of("/proc/self/uid_map")));
    }

    private static boolean isFirstNamespace(Path map) {
        try {
            return Files.readString(map).strip().replaceAll("\\s+", " ").equals(EVERY_ID);
        } catch (IOException e) {
            // A kernel without user namespaces, or no /proc: then nothing says that root is not root.
            return true;
        }
    }
}
