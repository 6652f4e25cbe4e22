package io.atoll.api.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/**
 * A content digest, {@code algorithm:hex} (image-spec 1.1 descriptor.md#digests). Only sha256 and sha512 with their exact
 * number of lower-case hexadecimal digits are accepted, so a digest is always safe as a file name.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the digest, lower-case hexadecimal
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
    /** @throws AtollException INVALID if the algorithm is unknown or the digits are not exactly its own */
    public Digest {
        int digits = switch (algorithm) {
            case "sha256" -> 64;
            case "sha512" -> 128;
            default -> throw invalid(algorithm + ":" + hex, "only sha256 and sha512 are supported");
        };
        if (hex.length() != digits) {
            throw invalid(algorithm + ":" + hex, "expected " + digits + " hexadecimal digits");
        }
        for (int i = 0; i < digits; i++) {
            char c = hex.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                throw invalid(algorithm + ":" + hex, "expected lower-case hexadecimal digits");
            }
        }
    }

    /**
     * Parses {@code algorithm:hex}.
     *
     * @throws AtollException INVALID if it is not a digest
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw invalid(text, "expected algorithm:hex");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** A sha256 digest from its hexadecimal digits. */
    public static Digest sha256(String hex) {
        return new Digest("sha256", hex);
    }

    /** The first 12 hexadecimal digits, as people are shown it. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static AtollException invalid(String text, String why) {
        String shown = text.length() > 150 ? text.substring(0, 150) + "…" : text;
        return new AtollException(ErrorCode.INVALID, "invalid digest '%s': %s".formatted(shown, why));
    }
}
