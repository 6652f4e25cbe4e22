package io.atoll.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories nobody else may enter: a layer has programs that are set-user-id root, which only a container with its own limits may
 * run, never a user of this machine.
 */
final class OwnerOnly {
    private OwnerOnly() {}

    static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, mode());
    }

    static Path createDirectory(Path directory) throws IOException {
        return Files.createDirectory(directory, mode());
    }

    private static FileAttribute<Set<PosixFilePermission>> mode() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }
}
