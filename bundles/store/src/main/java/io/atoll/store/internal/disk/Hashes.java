package io.atoll.store.internal.disk;

import io.atoll.api.image.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash functions of digests. Every JVM has them. */
public final class Hashes {
    private Hashes() {}

    public static MessageDigest of(Digest digest) {
        return of(digest.algorithm());
    }

    public static MessageDigest of(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was hashed, as a digest of the algorithm of {@code like}. */
    public static Digest finish(MessageDigest hash, Digest like) {
        return new Digest(like.algorithm(), HexFormat.of().formatHex(hash.digest()));
    }
}
