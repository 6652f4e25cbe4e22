package io.atoll.runtime.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * One open file of a log. While it is open, its {@link #key} is no other's, whatever it is called meanwhile.
 *
 * @param key tells it from others
 */
record LogFile(Object key, FileChannel channel) implements AutoCloseable {
    /** The file of this name; empty if there is none. */
    static Optional<LogFile> open(Path path) throws IOException {
        while (true) {
            Optional<Object> before = key(path);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            try {
                FileChannel channel = FileChannel.open(path);
                // A name goes from one file to the next and never back: the same before and after, the same meanwhile.
                if (key(path).equals(before)) {
                    return Optional.of(new LogFile(before.get(), channel));
                }
                channel.close();
            } catch (NoSuchFileException e) {
                // It was given another name just now: look again.
            }
        }
    }

    /** What tells the file of this name from others; empty if there is none. */
    static Optional<Object> key(Path path) throws IOException {
        try {
            return Optional.of(Objects.requireNonNull(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Reads what follows. */
    int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
