package io.atoll.seccomp.internal;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What of the machine decides about a filter. Known without loading any library, because a cached filter is found by it.
 *
 * @param architecture as profiles name it, Go's way: {@code amd64}
 * @param kernel the kernel's release, for example {@code 6.18.44-generic}
 * @param library which libseccomp there is: see {@link LibraryIdentity}
 */
record Machine(String architecture, String kernel, String library) {
    static Machine host() {
        return new Machine(
                architecture(System.getProperty("os.arch", "")),
                System.getProperty("os.version", "0"),
                LibraryIdentity.find(Path.of("/")));
    }

    static String architecture(String java) {
        String name = java.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "i386", "i686" -> "x86";
            default -> name;
        };
    }

    KernelVersion kernelVersion() {
        return KernelVersion.ofRelease(kernel);
    }
}
