package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an entry of an index says besides its digest. A picocli mixin. */
public final class EntryOptions {
    @Option(names = "--os", paramLabel = "OS", description = "What the entry says as operating system.")
    private @Nullable String os;

    @Option(names = "--arch", paramLabel = "ARCH", description = "What the entry says as architecture.")
    private @Nullable String architecture;

    @Option(names = "--variant", paramLabel = "VARIANT", description = "What the entry says as variant; '' for none.")
    private @Nullable String variant;

    @Option(
            names = "--os-version",
            paramLabel = "VERSION",
            description = "What the entry says as version of the system.")
    private @Nullable String osVersion;

    @Option(
            names = "--os-features",
            paramLabel = "FEATURE",
            split = ",",
            description = "What the entry says the system must have.")
    private List<String> osFeatures = List.of();

    @Option(names = "--annotation", paramLabel = "NAME=VALUE", description = "An annotation; may be repeated.")
    private List<String> annotations = List.of();

    boolean isPlatformGiven() {
        return os != null || architecture != null || variant != null || osVersion != null || !osFeatures.isEmpty();
    }

    Map<String, String> annotations() {
        return parse(annotations);
    }

    /** @throws AtollException INVALID if one is not NAME=VALUE */
    static Map<String, String> parse(List<String> texts) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new AtollException(
                        ErrorCode.INVALID, "invalid annotation '%s': expected NAME=VALUE".formatted(text));
            }
            if (text.startsWith(Descriptor.REF_NAME + "=")) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "the annotation '%s' is the name in a layout: give a name with 'atoll image tag'"
                                .formatted(Descriptor.REF_NAME));
            }
            map.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return map;
    }

    /** The entry as the flags have it. */
    Descriptor apply(Descriptor entry) {
        return entry.withPlatform(platform(entry.platform()))
                .withAnnotations(IndexEdit.merged(entry.annotations(), annotations()));
    }

    private @Nullable Platform platform(@Nullable Platform its) {
        if (!isPlatformGiven()) {
            return its;
        }
        Platform platform = its == null ? new Platform("", "", null) : its;
        String newVariant = variant != null ? variant : architecture != null ? null : platform.variant();
        return new Platform(
                os != null ? os : platform.os(),
                architecture != null ? architecture : platform.architecture(),
                newVariant == null || newVariant.isEmpty() ? null : newVariant,
                osVersion != null ? osVersion : platform.osVersion(),
                osFeatures.isEmpty() ? platform.osFeatures() : osFeatures);
    }
}
