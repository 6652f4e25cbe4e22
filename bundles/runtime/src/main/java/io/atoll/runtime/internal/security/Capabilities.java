package io.atoll.runtime.internal.security;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Security;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Capability names and the default set: Docker's without CAP_MKNOD, which would open every device of the host. */
public final class Capabilities {
    /** In the kernel's order: the index is the number (capability.h). */
    private static final List<String> NAMES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_LINUX_IMMUTABLE",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_ADMIN",
            "CAP_NET_RAW",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_SYS_MODULE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_PACCT",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_NICE",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_MKNOD",
            "CAP_LEASE",
            "CAP_AUDIT_WRITE",
            "CAP_AUDIT_CONTROL",
            "CAP_SETFCAP",
            "CAP_MAC_OVERRIDE",
            "CAP_MAC_ADMIN",
            "CAP_SYSLOG",
            "CAP_WAKE_ALARM",
            "CAP_BLOCK_SUSPEND",
            "CAP_AUDIT_READ",
            "CAP_PERFMON",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE");

    /** What a container's root may do. */
    public static final Set<String> DEFAULT = Set.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SYS_CHROOT",
            "CAP_AUDIT_WRITE",
            "CAP_SETFCAP");

    /** Everything this kernel may know; the launcher leaves out what it does not hold itself. */
    public static final Set<String> ALL = Set.copyOf(NAMES);

    private Capabilities() {}

    /** What a container with these rights has, as Docker reckons it. */
    public static Set<String> of(Security security) {
        List<String> added = security.addedCapabilities();
        List<String> dropped = security.droppedCapabilities();
        if (security.privileged()) {
            return ALL;
        }
        if (added.isEmpty() && dropped.isEmpty()) {
            return DEFAULT;
        }
        Set<String> set = new HashSet<>(added.contains(Security.ALL) ? ALL : DEFAULT);
        if (dropped.contains(Security.ALL) && !added.contains(Security.ALL)) {
            set.clear();
        }
        dropped.forEach(set::remove);
        added.stream().filter(ALL::contains).forEach(set::add);
        return Set.copyOf(set);
    }

    /**
     * A name as the kernel has it.
     *
     * @param name in any case, with or without CAP_; {@link Security#ALL} stays
     * @throws AtollException INVALID if there is no such capability
     */
    static String normal(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals(Security.ALL) || upper.equals("CAP_ALL")) {
            return Security.ALL;
        }
        String full = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
        if (!ALL.contains(full)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "unknown capability '%s': see capabilities(7) for their names, or use ALL".formatted(name));
        }
        return full;
    }

    /** All, in the kernel's order. */
    public static List<String> names() {
        return NAMES;
    }

    /** The kernel's bit for a name; 0 if there is no such capability. */
    public static long bit(String name) {
        int number = NAMES.indexOf(name);
        return number < 0 ? 0 : 1L << number;
    }

    /** The set as the kernel's 64-bit mask, hexadecimal. */
    public static String mask(Set<String> names) {
        long mask = 0;
        for (String name : new TreeSet<>(names)) {
            int number = NAMES.indexOf(name);
            if (number < 0) {
                throw new IllegalArgumentException("unknown capability " + name);
            }
            mask |= 1L << number;
        }
        return Long.toHexString(mask);
    }
}
