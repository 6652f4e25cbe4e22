package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.store.internal.disk.Hashes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends only if what was read is what the descriptor says. */
public final class VerifyingInputStream extends FilterInputStream {
    private final Descriptor expected;
    private final Object source;
    private final @Nullable Path file;
    private final MessageDigest hash;
    private long count;
    private boolean verified;

    /** @param source what is read, for the message */
    public VerifyingInputStream(InputStream in, Descriptor expected, String source) {
        this(in, expected, source, null);
    }

    private VerifyingInputStream(InputStream in, Descriptor expected, Object source, @Nullable Path file) {
        super(in);
        this.expected = expected;
        this.source = source;
        this.file = file;
        this.hash = Hashes.of(expected.digest(), expected.size());
    }

    /** @param file holds the blob and nothing else */
    static VerifyingInputStream ofFile(InputStream in, Descriptor expected, Path file) {
        return new VerifyingInputStream(in, expected, file, file);
    }

    /** The file that holds the blob and nothing else, if there is one. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** For one who verifies the same himself: hashing everything twice costs as much as copying it. */
    public InputStream unverified() {
        return in;
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
            count += read;
            if (count > expected.size()) {
                throw corrupt("expected %d bytes but there are more".formatted(expected.size()));
            }
            hash.update(buffer, offset, read);
        } else if (read < 0) {
            verify();
        }
        return read;
    }

    private void verify() {
        if (verified) {
            return;
        }
        if (count != expected.size()) {
            throw corrupt("expected %d bytes but found %d".formatted(expected.size(), count));
        }
        Digest found = Hashes.finish(hash, expected.digest());
        if (!found.equals(expected.digest())) {
            throw corrupt("expected digest %s but found %s".formatted(expected.digest(), found));
        }
        verified = true;
    }

    private AtollException corrupt(String why) {
        return new AtollException(
                ErrorCode.CORRUPT,
                "the blob %s is damaged: %s (%s); remove the image and fetch it again"
                        .formatted(expected.digest(), why, source));
    }

    @Override
    public long skip(long n) throws IOException {
        // Through read, so that what is skipped is hashed too.
        long left = n;
        byte[] buffer = new byte[(int) Math.min(8192, Math.max(1, n))];
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return n - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
