package io.atoll.store.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** Writes a blob to a temporary file, hashing it on the way, and renames it when it is what was expected. */
final class BlobFileWriter implements BlobWriter {
    private final Descriptor expected;
    private final Path target;
    private final Path temporary;
    private final FileChannel file;
    private final MessageDigest hash;
    private long count;
    private boolean closed;

    private BlobFileWriter(Descriptor expected, Path target, Path temporary, FileChannel file) {
        this.expected = expected;
        this.target = target;
        this.temporary = temporary;
        this.file = file;
        this.hash = Hashes.of(expected.digest());
    }

    static BlobFileWriter create(Descriptor expected, Path target, Path temporary) throws IOException {
        FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new BlobFileWriter(expected, target, temporary, file);
    }

    @Override
    public void write(ByteBuffer bytes) {
        checkOpen();
        count += bytes.remaining();
        if (count > expected.size()) {
            throw mismatch("expected %d bytes but there are more".formatted(expected.size()));
        }
        hash.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw Failures.of("write the blob " + expected.digest(), target, e);
        }
    }

    @Override
    public void commit() {
        checkOpen();
        if (count != expected.size()) {
            throw mismatch("expected %d bytes but found %d".formatted(expected.size(), count));
        }
        Digest found = Hashes.finish(hash, expected.digest());
        if (!found.equals(expected.digest())) {
            throw mismatch("expected digest %s but found %s".formatted(expected.digest(), found));
        }
        try {
            file.force(true);
            file.close();
            Path directory = target.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            // Also over one that is there: the same content, unless that one is damaged.
            Durable.rename(temporary, target);
            closed = true;
        } catch (IOException e) {
            throw Failures.of("write the blob " + expected.digest(), target, e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // Swept later; there is nothing the caller could do.
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the writer of " + expected.digest() + " is closed");
        }
    }

    private AtollException mismatch(String why) {
        return new AtollException(
                ErrorCode.CORRUPT, "the blob %s is not what was announced: %s".formatted(expected.digest(), why));
    }
}
