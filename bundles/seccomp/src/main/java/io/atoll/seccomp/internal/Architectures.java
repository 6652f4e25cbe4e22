package io.atoll.seccomp.internal;

import java.util.Locale;

/** Names and numbers of architectures: linux/audit.h {@code AUDIT_ARCH_…}, and x32, which is x86_64 with a bit of its own. */
final class Architectures {
    static final int X86_64 = 0xC000003E;
    static final int X86 = 0x40000003;
    static final int AARCH64 = 0xC00000B7;
    static final int ARM = 0x40000028;

    /** libseccomp's own: the kernel reports x32 calls as X86_64, with {@link #X32_BIT} in the number. */
    static final int X32 = 0x4000003E;

    static final int X32_BIT = 0x40000000;

    private static final String PREFIX = "SCMP_ARCH_";

    private Architectures() {}

    /** From Go's name to the profiles'. */
    static String profileName(String architecture) {
        return PREFIX
                + switch (architecture) {
                    case "amd64" -> "X86_64";
                    case "arm64" -> "AARCH64";
                    default -> architecture.toUpperCase(Locale.ROOT);
                };
    }

    /** From the profiles' name to libseccomp's, or empty. */
    static String libraryName(String profileName) {
        return profileName.startsWith(PREFIX)
                ? profileName.substring(PREFIX.length()).toLowerCase(Locale.ROOT)
                : "";
    }
}
