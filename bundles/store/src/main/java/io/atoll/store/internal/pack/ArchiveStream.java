package io.atoll.store.internal.pack;

import io.atoll.api.image.Digest;
import io.atoll.store.internal.disk.Hashes;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The archive as it is written: hashed, and handed to what compresses it. A flush goes no further, for it would change the compressed bytes; a write that
 * failed leaves a gap, so nothing works after one.
 */
final class ArchiveStream extends OutputStream {
    private static final String ALGORITHM = "sha256";

    private final OutputStream encoder;
    private final @Nullable MessageDigest hash;
    private boolean broken;
    private boolean ended;

    /** @param hashed not if it is the blob itself, which is hashed anyway */
    ArchiveStream(OutputStream encoder, boolean hashed) {
        this.encoder = encoder;
        this.hash = hashed ? Hashes.of(ALGORITHM) : null;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        check();
        broken = true;
        if (hash != null) {
            hash.update(bytes, offset, length);
        }
        encoder.write(bytes, offset, length);
        broken = false;
    }

    /** Ends what is compressed. */
    void finish() throws IOException {
        check();
        ended = true;
        encoder.close();
    }

    /** Releases what the encoder holds, if it does not know the end yet. */
    void abandon() throws IOException {
        if (!ended) {
            ended = true;
            encoder.close();
        }
    }

    Digest digest() {
        if (hash == null) {
            throw new IllegalStateException("the archive was not hashed");
        }
        return new Digest(ALGORITHM, HexFormat.of().formatHex(hash.digest()));
    }

    private void check() {
        if (broken || ended) {
            throw new IllegalStateException(
                    ended ? "the layer's archive has ended" : "the layer's archive is broken: a write to it failed");
        }
    }
}
