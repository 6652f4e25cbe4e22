package io.atoll.seccomp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which libseccomp is installed, from its file's name, size and time. Asking the library itself would mean loading JNA, which
 * costs more than everything a cached filter saves.
 */
final class LibraryIdentity {
    private static final List<String> FOLDERS = List.of(
            "lib/x86_64-linux-gnu",
            "usr/lib/x86_64-linux-gnu",
            "lib/aarch64-linux-gnu",
            "usr/lib/aarch64-linux-gnu",
            "lib64",
            "usr/lib64",
            "usr/local/lib",
            "lib",
            "usr/lib");

    private LibraryIdentity() {}

    static String find(Path root) {
        for (String folder : FOLDERS) {
            Path file = root.resolve(folder).resolve(LibSeccomp.NAME);
            try {
                Path real = file.toRealPath();
                return real.getFileName() + " " + Files.size(real) + " "
                        + Files.getLastModifiedTime(real).toMillis();
            } catch (IOException e) {
                // Not there: the next one.
            }
        }
        return "unknown";
    }
}
