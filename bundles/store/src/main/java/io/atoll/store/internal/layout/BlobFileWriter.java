package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.BlobWriter;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Hashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Writes a blob to a temporary file, hashing it on the way, and renames it when it is what was expected. */
public final class BlobFileWriter implements BlobWriter {
    private final Descriptor expected;
    private final Path target;
    private final Path temporary;
    private final Disk disk;
    private final Disk.NewFile file;
    private final MessageDigest hash;
    private long count;
    private boolean closed;

    private BlobFileWriter(Disk disk, Descriptor expected, Path target, Path temporary) throws IOException {
        this.disk = disk;
        this.expected = expected;
        this.target = target;
        this.temporary = temporary;
        this.hash = Hashes.of(expected.digest(), expected.size());
        this.file = disk.create(temporary);
    }

    public static BlobFileWriter create(Disk disk, Descriptor expected, Path target, Path temporary)
            throws IOException {
        return new BlobFileWriter(disk, expected, target, temporary);
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
            file.write(bytes);
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
            file.sync();
            file.close();
            Path directory = target.getParent();
            if (directory != null) {
                disk.createSharedDirectories(directory);
            }
            // Also over one that is there: the same content, unless that one is damaged.
            disk.publish(temporary, target);
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
            disk.delete(temporary);
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
