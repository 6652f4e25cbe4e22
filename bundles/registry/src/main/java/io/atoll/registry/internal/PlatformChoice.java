package io.atoll.registry.internal;

import io.atoll.api.image.Platform;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How well an image's platform suits the one asked for. */
final class PlatformChoice {
    /** It does not run there. */
    static final int NONE = -1;

    private static final int UNSURE = 100_000;
    private static final int UNKNOWN = 10_000;
    private static final Pattern LEVEL = Pattern.compile("v?([0-9]{1,2})(?:\\.([0-9]))?");

    private PlatformChoice() {}

    /**
     * 0 for the same platform; more for one that is older and therefore runs as well: an arm/v7 machine runs arm/v6, not the other
     * way round (W37). A newer one is the last resort, and only where the wanted one names no variant.
     */
    static int distance(Platform wanted, Platform offered) {
        if (!wanted.os().equals(offered.os()) || !architecture(wanted).equals(architecture(offered))) {
            return NONE;
        }
        int want = level(architecture(wanted), variant(wanted));
        int offer = level(architecture(offered), variant(offered));
        if (offer <= want) {
            return want - offer;
        }
        return wanted.variant() == null ? UNSURE + offer - want : NONE;
    }

    /** The names other tools use for the same thing. */
    private static String architecture(Platform platform) {
        return switch (platform.architecture()) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "armhf", "armel" -> "arm";
            case "i386" -> "386";
            default -> platform.architecture();
        };
    }

    private static @Nullable String variant(Platform platform) {
        if (platform.variant() != null) {
            return platform.variant();
        }
        return switch (platform.architecture()) {
            case "armhf" -> "v7";
            case "armel" -> "v6";
            default -> null;
        };
    }

    /** {@code v8.1} is 81; nothing said is the level every machine of the architecture has, or for arm the usual one. */
    private static int level(String architecture, @Nullable String variant) {
        if (variant != null) {
            Matcher form = LEVEL.matcher(variant);
            if (!form.matches()) {
                return UNKNOWN;
            }
            return Integer.parseInt(form.group(1)) * 10 + (form.group(2) == null ? 0 : Integer.parseInt(form.group(2)));
        }
        return switch (architecture) {
            case "arm64" -> 80;
            case "arm" -> 70;
            default -> 10;
        };
    }
}
