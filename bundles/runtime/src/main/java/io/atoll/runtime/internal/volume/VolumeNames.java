package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of volumes, which are names of directories: none begins with a dot, as what is being made or removed does. */
public final class VolumeNames {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private VolumeNames() {}

    /** @throws AtollException INVALID if no volume can have the name */
    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    ("invalid volume name '%s': use letters, digits, '_', '.' and '-', beginning with a letter or digit, two characters at"
                                    + " least and 255 at most; a directory of this machine is written with its whole path")
                            .formatted(name));
        }
    }

    /** A name nobody has: 64 hexadecimal digits, as Docker makes them. */
    public static String makeUp() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
