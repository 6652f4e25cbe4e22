package io.atoll.seccomp.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;

/** Names a filter by everything it depends on. */
final class FilterKey {
    /** Counted up when the compiler changes what it makes of the same input. */
    private static final String COMPILER = "1";

    private FilterKey() {}

    static String of(byte[] profile, SortedSet<String> capabilities, Machine machine) {
        MessageDigest hash = sha256();
        String context = String.join(
                "\n",
                COMPILER,
                machine.architecture(),
                machine.kernel(),
                machine.library(),
                String.join(",", capabilities),
                "");
        hash.update(context.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash.digest(profile));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
