package io.atoll.store.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Every change the store makes to its files, but for the contents of layers, which are made by system calls. One interface, so that tests
 * can make any of them fail, or die before and after each; nothing else in the store changes a file by other means.
 *
 * <p>The kernel alone decides what of this survives a power failure: see {@link #replace} and {@link #publish}.
 */
public interface Disk {
    /** Makes a new file. */
    NewFile create(Path path) throws IOException;

    /** Makes a directory that nobody else may enter: layers have set-user-id programs, which only a container may run. */
    void createDirectory(Path path) throws IOException;

    /** Makes a directory as the umask has it: an image layout may be shared. */
    void createSharedDirectory(Path path) throws IOException;

    /** Makes a directory and those above it, all for their owner only, and durable; nothing happens where it is there. */
    default void createDirectories(Path path) throws IOException {
        createDirectories(path, this::createDirectory);
    }

    /** Makes a directory and those above it, as the umask has it, and durable; nothing happens where it is there. */
    default void createSharedDirectories(Path path) throws IOException {
        createDirectories(path, this::createSharedDirectory);
    }

    /** Makes the names of a directory and of those above it durable: who made them may have died before it came to that. */
    default void syncNames(Path path, int levels) throws IOException {
        Path above = path.toAbsolutePath().getParent();
        for (int i = 0; i < levels && above != null && Files.isReadable(above); i++) {
            syncDirectory(above);
            above = above.getParent();
        }
    }

    private void createDirectories(Path path, Maker maker) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || Files.isDirectory(path)) {
            return;
        }
        createDirectories(parent, maker);
        try {
            maker.make(path);
        } catch (FileAlreadyExistsException e) {
            // Another engine was faster, but may die before it has made the name durable.
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
        // Syncing what is in a directory does not sync the directory's own name.
        syncDirectory(parent);
    }

    /** Gives a file or directory another name in the same file system, in place of what had it. */
    void rename(Path from, Path to) throws IOException;

    /** Makes renames and deletions in a directory durable. */
    void syncDirectory(Path path) throws IOException;

    /** Deletes a file if it is there. */
    boolean delete(Path path) throws IOException;

    /**
     * Deletes a file or tree; nothing happens where there is none.
     *
     * @return the bytes its files held
     */
    long deleteTree(Path path) throws IOException;

    /** Renames a file whose content is synced, and makes that durable: after this returned, even a power cut leaves it there. */
    default void publish(Path temporary, Path target) throws IOException {
        rename(temporary, target);
        Path directory = target.getParent();
        if (directory != null) {
            syncDirectory(directory);
        }
    }

    /**
     * Replaces a small file: whoever reads it, at any time, after any failure, finds all of the old or all of the new.
     *
     * @param temporary in the same file system; nothing is left of it
     */
    default void replace(Path temporary, Path target, byte[] content) throws IOException {
        try {
            try (NewFile file = create(temporary)) {
                file.write(ByteBuffer.wrap(content));
                file.sync();
            }
            publish(temporary, target);
        } catch (IOException | RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /** Deletes what a failed operation leaves; if that fails too it is swept later. */
    default void discard(Path temporary, Exception reason) {
        try {
            delete(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** How a directory is made. */
    interface Maker {
        void make(Path path) throws IOException;
    }

    /** A file being written. */
    interface NewFile extends AutoCloseable {
        /** Writes all of it. */
        void write(ByteBuffer bytes) throws IOException;

        /** Makes what was written durable, though not the file's name. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
