package io.atoll.store.internal.pack;

import io.atoll.api.image.Digest;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Hashes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The blob as it is written: hashed and counted. Encoders close it when they end; the file needs more than that. */
final class HashingFile extends OutputStream {
    private static final String ALGORITHM = "sha256";

    private final Disk.NewFile file;
    private final Path path;
    private final MessageDigest hash = Hashes.of(ALGORITHM);
    private long size;
    private boolean discarding;
    private boolean fileClosed;

    HashingFile(Disk.NewFile file, Path path) {
        this.file = file;
        this.path = path;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (discarding) {
            return;
        }
        hash.update(bytes, offset, length);
        size += length;
        try {
            file.write(ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException e) {
            throw Failures.of("write a layer", path, e);
        }
    }

    /** Nothing that comes is wanted any more. */
    void discard() {
        discarding = true;
    }

    void sync() throws IOException {
        file.sync();
        closeFile();
    }

    void closeFile() throws IOException {
        if (!fileClosed) {
            fileClosed = true;
            file.close();
        }
    }

    long size() {
        return size;
    }

    Digest digest() {
        return new Digest(ALGORITHM, HexFormat.of().formatHex(hash.digest()));
    }
}
