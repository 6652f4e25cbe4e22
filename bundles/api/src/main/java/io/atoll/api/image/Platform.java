package io.atoll.api.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on (image-spec 1.1 image-index.md, "platform").
 *
 * @param os for example {@code linux}
 * @param architecture Go's name, for example {@code amd64}
 * @param variant for example {@code v8}, or null
 * @param osVersion of Windows, or null
 * @param osFeatures what the system must have, for example {@code win32k}
 */
public record Platform(
        String os,
        String architecture,
        @Nullable String variant,
        @Nullable String osVersion,
        List<String> osFeatures) {
    private static final int UNSURE = 100_000;
    private static final int UNKNOWN = -1;
    private static final String NAME = "([a-z0-9][a-z0-9._-]{0,63})";
    private static final Pattern FORM = Pattern.compile(NAME + "/" + NAME + "(?:/" + NAME + ")?");
    private static final Pattern LEVEL = Pattern.compile("v?([0-9]{1,2})(?:\\.([0-9]))?");

    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    public Platform(String os, String architecture, @Nullable String variant) {
        this(os, architecture, variant, null, List.of());
    }

    /**
     * Reads what people write: {@code linux/arm64}, {@code linux/arm/v7}.
     *
     * @throws AtollException INVALID if it is not OS/ARCH[/VARIANT]
     */
    public static Platform parse(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid platform '%s': expected OS/ARCH[/VARIANT], for example linux/arm64".formatted(text));
        }
        return new Platform(form.group(1), form.group(2), form.group(3));
    }

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

    /** Whether an image for {@code other} runs here. */
    public boolean accepts(Platform other) {
        return distance(other).isPresent();
    }

    /**
     * How far an image's platform is from this one: 0 for the same, more for an older variant, which runs as well (an arm/v7 machine runs arm/v6, not the
     * other way round). No variant is what every machine of the architecture has: arm64/v8, amd64/v1, and for arm the usual v7. A newer variant is the
     * last resort, and only where this platform names none.
     *
     * @return empty if it does not run here
     */
    public OptionalInt distance(Platform image) {
        String mine = goArchitecture();
        if (!os.equals(image.os) || !mine.equals(image.goArchitecture())) {
            return OptionalInt.empty();
        }
        String wanted = impliedVariant();
        String offered = image.impliedVariant();
        if (Objects.equals(wanted, offered)) {
            return OptionalInt.of(0);
        }
        int want = level(mine, wanted);
        int offer = level(mine, offered);
        if (want == UNKNOWN || offer == UNKNOWN) {
            // Names that say nothing of which is older, as power9 and power10.
            return wanted == null || offered == null ? OptionalInt.of(UNSURE) : OptionalInt.empty();
        }
        if (offer <= want) {
            return OptionalInt.of(want - offer);
        }
        return wanted == null ? OptionalInt.of(UNSURE + offer - want) : OptionalInt.empty();
    }

    /** The names other tools use for the same thing. */
    private String goArchitecture() {
        return switch (architecture) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "armhf", "armel" -> "arm";
            case "i386" -> "386";
            default -> architecture;
        };
    }

    private @Nullable String impliedVariant() {
        if (variant != null) {
            return variant;
        }
        return switch (architecture) {
            case "armhf" -> "v7";
            case "armel" -> "v6";
            default -> null;
        };
    }

    /** {@code v8.1} is 81. */
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

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
}
