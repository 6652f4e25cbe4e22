package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Hashes the uncompressed archive, and refuses one that does not end. */
final class DiffIdStream extends FilterInputStream {
    private final MessageDigest hash;
    private final long limit;
    private long count;

    DiffIdStream(InputStream in, MessageDigest hash, long limit) {
        super(in);
        this.hash = hash;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            hash.update(buffer, offset, read);
            count += read;
            if (count > limit) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "the layer holds more than %d bytes, the limit set by atoll.layer.max.bytes".formatted(limit));
            }
        }
        return read;
    }
}
