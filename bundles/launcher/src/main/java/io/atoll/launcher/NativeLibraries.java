package io.atoll.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Native libraries are shipped unpacked: unpacking them at each start costs a quarter of a second, and leaves files in the user's
 * cache and in /tmp.
 */
final class NativeLibraries {
    private NativeLibraries() {}

    static void configure(Path home) throws IOException {
        Path folder = home.resolve("lib/native").resolve(architecture());
        if (Files.exists(folder.resolve("libjnidispatch.so"))) {
            System.setProperty("jna.boot.library.path", folder.toString());
            System.setProperty("jna.nounpack", "true");
        }
        if (!Files.isDirectory(folder)) {
            return; // another architecture: the libraries unpack what they need
        }
        // Its name has its version in it.
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "libzstd-jni*.so")) {
            found.forEach(zstd -> System.setProperty("ZstdNativePath", zstd.toString()));
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("x86_64") ? "amd64" : name;
    }
}
