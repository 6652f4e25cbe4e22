package io.atoll.posix;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.posix.internal.NativeDigest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions of digests (image-spec 1.1 descriptor.md#registered-algorithms). */
public final class Hashing {
    /** From here on, in bytes, finding and loading a library is cheaper than a slow hash. */
    private static final long LARGE = 1 << 20;

    private Hashing() {}

    /**
     * A new, empty hash, for one thread.
     *
     * <p>For large content it is the machine's OpenSSL where there is one: an engine that runs with the JVM's first compiler only, to be
     * small, has Java's own at a tenth of the speed. For small content it is Java's, so that nothing native is loaded for a manifest. What it
     * computes is the same.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @param size how many bytes there will be, as far as it is known; any number is allowed
     * @throws AtollException UNSUPPORTED if the algorithm is another one
     */
    public static MessageDigest of(String algorithm, long size) {
        return size < LARGE ? java(algorithm) : NativeDigest.of(algorithm).orElseGet(() -> java(algorithm));
    }

    private static MessageDigest java(String algorithm) {
        String name = switch (algorithm) {
            case "sha256" -> "SHA-256";
            case "sha512" -> "SHA-512";
            default ->
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "the hash algorithm '%s' is not supported: only sha256 and sha512 are".formatted(algorithm));
        };
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
