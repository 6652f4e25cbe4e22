package io.atoll.api.image;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on (image-spec 1.1 image-index.md, "platform").
 *
 * @param os for example {@code linux}
 * @param architecture Go's name, for example {@code amd64}
 * @param variant for example {@code v8}, or null
 */
public record Platform(
        String os, String architecture, @Nullable String variant) {
    /** The platform this JVM runs on. */
    public static Platform host() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "x86_64", "amd64" -> new Platform("linux", "amd64", null);
            case "aarch64", "arm64" -> new Platform("linux", "arm64", "v8");
            case "arm" -> new Platform("linux", "arm", "v7");
            default -> new Platform("linux", arch, null);
        };
    }

    /** Whether an image for {@code other} runs here: same system and architecture, and the variant where both name one. */
    public boolean accepts(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant == null || other.variant == null || variant.equals(other.variant));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
}
