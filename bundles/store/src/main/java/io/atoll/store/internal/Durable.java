package io.atoll.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Files that are there as a whole or not at all, whatever happens. */
final class Durable {
    private Durable() {}

    /**
     * Replaces a file: temporary file, fsync, rename, fsync of the directory.
     *
     * @param temporary in the same file system; nothing is left of it
     */
    static void write(Path temporary, Path target, byte[] content) throws IOException {
        try {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                // The kernel's own stamp is only as fine as its timer tick: two versions of a file must differ in it.
                Files.setLastModifiedTime(temporary, FileTime.from(Instant.now()));
                file.force(true);
            }
            rename(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Renames a file whose content is durable already. */
    static void rename(Path temporary, Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        Path directory = target.getParent();
        if (directory != null) {
            syncDirectory(directory);
        }
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
