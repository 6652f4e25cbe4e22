package io.atoll.store.internal.disk;

import io.atoll.api.image.Digest;
import io.atoll.posix.Hashing;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The hash functions of digests. */
public final class Hashes {
    private Hashes() {}

    /** @param size how many bytes are expected; see {@link Hashing#of} */
    public static MessageDigest of(Digest digest, long size) {
        return of(digest.algorithm(), size);
    }

    /** @param size how many bytes are expected; see {@link Hashing#of} */
    public static MessageDigest of(String algorithm, long size) {
        return Hashing.of(algorithm, size);
    }

    /** Of content that may be large. */
    public static MessageDigest of(String algorithm) {
        return of(algorithm, Long.MAX_VALUE);
    }

    /** What was hashed, as a digest of the algorithm of {@code like}. */
    public static Digest finish(MessageDigest hash, Digest like) {
        return new Digest(like.algorithm(), HexFormat.of().formatHex(hash.digest()));
    }
}
