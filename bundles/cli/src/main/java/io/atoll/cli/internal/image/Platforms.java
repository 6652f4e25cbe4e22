package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import java.util.Arrays;

/** {@code --platform}. */
final class Platforms {
    private Platforms() {}

    /** @throws AtollException INVALID if it is not {@code OS/ARCH} or {@code OS/ARCH/VARIANT} */
    static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || Arrays.stream(parts).anyMatch(String::isBlank)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid platform '%s': expected OS/ARCH[/VARIANT], for example linux/arm64".formatted(text));
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
    }
}
