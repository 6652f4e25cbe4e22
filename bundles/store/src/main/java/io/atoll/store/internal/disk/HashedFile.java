package io.atoll.store.internal.disk;

import io.atoll.api.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** A temporary file that becomes a blob: counted and hashed as it is written, and then given its name, or deleted. */
public final class HashedFile {
    private static final int BUFFER = 128 << 10;

    private final Disk disk;
    private final Path temporary;
    private final String algorithm;
    private final MessageDigest hash;
    private final Disk.NewFile file;
    /** Of small pieces; made when the first comes. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private long size;
    private boolean closed;

    /** @param expected how many bytes will come, as far as is known */
    public HashedFile(Disk disk, Path temporary, String algorithm, long expected) throws IOException {
        this.disk = disk;
        this.temporary = temporary;
        this.algorithm = algorithm;
        this.hash = Hashes.of(algorithm, expected);
        this.file = disk.create(temporary);
    }

    public long size() {
        return size;
    }

    /** How many bytes are in the file: the others wait for more. */
    public long written() {
        return size - buffer.position();
    }

    public Path path() {
        return temporary;
    }

    public boolean isClosed() {
        return closed;
    }

    public void write(ByteBuffer bytes) throws IOException {
        if (closed) {
            throw new IllegalStateException("the blob's writer is closed");
        }
        size += bytes.remaining();
        if (bytes.remaining() >= BUFFER) {
            flush();
            flush(bytes);
            return;
        }
        if (buffer.capacity() == 0) {
            buffer = ByteBuffer.allocate(BUFFER);
        }
        if (bytes.remaining() > buffer.remaining()) {
            flush();
        }
        buffer.put(bytes);
    }

    /**
     * Counts and hashes what somebody else has put into the file, while nothing was written.
     *
     * @param most of more than this many bytes only one more counts: it is too large in any case
     * @param progress told how many bytes so far
     */
    public void adopt(long most, LongConsumer progress) throws IOException {
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(temporary)) {
            for (int read = in.read(bytes); read > 0 && size <= most; read = in.read(bytes)) {
                hash.update(bytes, 0, read);
                size += read;
                progress.accept(size);
            }
        }
    }

    private void flush() throws IOException {
        if (buffer.position() > 0) {
            buffer.flip();
            flush(buffer);
            buffer.clear();
        }
    }

    private void flush(ByteBuffer bytes) throws IOException {
        hash.update(bytes.duplicate());
        file.write(bytes);
    }

    /** Ends the content; nothing can be written after. */
    public Digest finish() throws IOException {
        flush();
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    /** Makes it durable under its name, also over one that is there: the same content, unless that one is damaged. */
    public void publish(Path target) throws IOException {
        file.sync();
        file.close();
        disk.publish(temporary, target);
        closed = true;
    }

    public void discard() {
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
}
