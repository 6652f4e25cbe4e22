package io.atoll.cli.internal.output;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command writes for the user: it appears complete, in place of what had its name, when {@link #commit} is called, and not at all otherwise. Pipes and devices are written as they
 * are. Its writes fail with an AtollException that names it.
 */
public final class FileOutput extends OutputStream {
    private final String shown;
    private final @Nullable Path temporary;
    private final Path target;
    private final FileChannel channel;
    private boolean closed;

    private FileOutput(String shown, @Nullable Path temporary, Path target, FileChannel channel) {
        this.shown = shown;
        this.temporary = temporary;
        this.target = target;
        this.channel = channel;
    }

    /**
     * @param path as the user wrote it
     * @param directory what it is relative to
     */
    public static FileOutput open(String path, Path directory) {
        try {
            Path target = directory.resolve(path);
            if (Files.isDirectory(target)) {
                throw new FileSystemException(path, null, "it is a directory");
            }
            if (Files.exists(target)) {
                // A link stays one.
                target = target.toRealPath();
                if (!Files.isRegularFile(target)) {
                    return new FileOutput(path, null, target, FileChannel.open(target, StandardOpenOption.WRITE));
                }
            }
            Path temporary = target.resolveSibling(".atoll-%s".formatted(UUID.randomUUID()));
            return new FileOutput(
                    path,
                    temporary,
                    target,
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException | IllegalArgumentException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(shown, e);
        }
    }

    /** Gives it its name. */
    public void commit() {
        try {
            if (temporary != null) {
                channel.force(true);
            }
            channel.close();
            if (temporary != null) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
            closed = true;
        } catch (IOException e) {
            throw failed(shown, e);
        }
    }

    /** Without {@link #commit}, nothing is left of it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // What failed before is told.
        }
    }

    private static AtollException failed(String path, Exception e) {
        return new AtollException(ErrorCode.KERNEL, "cannot write '%s': %s".formatted(path, why(e)), e);
    }

    /** What went wrong with a file, for people. */
    public static String why(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : Objects.toString(e.getMessage(), e.toString());
    }
}
