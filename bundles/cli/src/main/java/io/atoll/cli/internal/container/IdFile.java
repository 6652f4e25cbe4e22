package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The file that {@code --cidfile} names. It is made before the container is, so that two commands cannot write the same one, and goes if there is none. */
final class IdFile implements AutoCloseable {
    private final @Nullable Path file;
    private boolean written;

    private IdFile(@Nullable Path file) {
        this.file = file;
    }

    /**
     * @param name as the user wrote it; null for no file
     * @param directory what it is relative to
     * @throws AtollException EXISTS if there is such a file
     */
    static IdFile make(@Nullable String name, Path directory) {
        if (name == null) {
            return new IdFile(null);
        }
        Path file = directory.resolve(name);
        try {
            Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            return new IdFile(file);
        } catch (FileAlreadyExistsException e) {
            throw new AtollException(
                    ErrorCode.EXISTS,
                    "the container id file '%s' is there already: remove it if its container is gone, or choose another name"
                            .formatted(name),
                    e);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot make the container id file '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    void write(String id) {
        if (file != null) {
            try {
                Files.writeString(file, id);
                written = true;
            } catch (IOException e) {
                throw new AtollException(
                        ErrorCode.KERNEL,
                        "cannot write the container id file '%s': %s".formatted(file, e.getMessage()),
                        e);
            }
        }
    }

    @Override
    public void close() {
        if (file != null && !written) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // It is empty: nobody takes it for an id.
            }
        }
    }
}
