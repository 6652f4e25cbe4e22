package io.atoll.posix.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import java.util.Locale;

/** What differs between processors: numbers of system calls, and two flags of open. */
record Architecture(int getdents64, int mknodat, int bpf, int directoryFlag, int nofollowFlag) {
    /** The same everywhere. */
    static final int OPENAT2 = 437;

    static Architecture host() {
        return of(System.getProperty("os.arch", ""));
    }

    static Architecture of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> new Architecture(217, 259, 321, 0200000, 0400000);
            case "aarch64", "arm64" -> new Architecture(61, 33, 280, 040000, 0100000);
            default ->
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "the processor architecture '%s' is not supported: only x86_64 and aarch64 are"
                                .formatted(name));
        };
    }

    /** The machine's own form of open flags written with {@link Syscalls}' constants. */
    int openFlags(int flags) {
        int common = flags & ~(Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW);
        return common
                | ((flags & Syscalls.O_DIRECTORY) == 0 ? 0 : directoryFlag)
                | ((flags & Syscalls.O_NOFOLLOW) == 0 ? 0 : nofollowFlag);
    }
}
