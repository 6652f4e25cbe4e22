package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of what was received. */
public final class Digests {
    private Digests() {}

    public static Digest of(String algorithm, byte[] bytes) {
        String name = algorithm.equals("sha512") ? "SHA-512" : "SHA-256";
        try {
            byte[] hash = MessageDigest.getInstance(name).digest(bytes);
            return new Digest(algorithm, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void check(Digest expected, byte[] bytes, String what) {
        Digest found = of(expected.algorithm(), bytes);
        if (!found.equals(expected)) {
            throw new AtollException(
                    ErrorCode.CORRUPT, "%s: expected digest %s but found %s".formatted(what, expected, found));
        }
    }
}
