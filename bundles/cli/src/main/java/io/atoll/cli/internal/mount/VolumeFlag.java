package io.atoll.cli.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.volume.VolumeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code --volume [SOURCE:]TARGET[:OPTION,...]}, as Docker reads it. */
final class VolumeFlag {
    /** Of each of these one may be there. */
    private static final List<List<String>> OPTIONS = List.of(
            List.of("ro", "rw"),
            List.of("z", "Z"), // SELinux labels: nothing to do without SELinux
            List.of("private", "rprivate", "slave", "rslave", "shared", "rshared"),
            List.of("nocopy"),
            List.of("consistent", "cached", "delegated")); // of no meaning on Linux

    private VolumeFlag() {}

    static Mount parse(String text, Path directory) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || (parts.length == 2 && parts[1].isEmpty()) || parts[0].isEmpty()) {
            throw invalid(text, "expected [SOURCE:]TARGET[:OPTION,...], with no colon in a path");
        }
        String target = parts.length == 1 ? parts[0] : parts[1];
        if (!target.startsWith("/")) {
            throw invalid(
                    text,
                    parts.length == 1
                            ? "'%s' is not an absolute path in the container; a volume is written NAME:/PATH"
                                    .formatted(target)
                            : "'%s' is not an absolute path in the container".formatted(target));
        }
        List<String> options = parts.length == 3 ? options(text, parts[2]) : List.of();
        boolean readOnly = options.contains("ro");
        Propagation propagation = propagation(options);
        if (parts.length == 1) {
            return VolumeMount.of(VolumeSpec.ANONYMOUS, target, false);
        }
        if (parts[0].startsWith("/") || parts[0].startsWith(".")) {
            if (options.contains("nocopy")) {
                throw invalid(text, "'nocopy' is for volumes: nothing is copied to a host path");
            }
            String source = directory.resolve(parts[0]).normalize().toString();
            return new BindMount(
                    source,
                    target,
                    readOnly,
                    true,
                    Recursion.ENABLED,
                    propagation == null ? Propagation.RPRIVATE : propagation);
        }
        if (propagation != null) {
            throw invalid(text, "propagation is for host paths, and '%s' is a volume".formatted(parts[0]));
        }
        return new VolumeMount(VolumeSpec.of(parts[0]), target, readOnly, options.contains("nocopy"), "");
    }

    private static List<String> options(String text, String words) {
        List<String> options = new ArrayList<>();
        List<List<String>> seen = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            if (word.equals("U")) {
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "the option 'U' of volume '%s' is not supported: change the owner with chown".formatted(text));
            }
            List<String> group = OPTIONS.stream()
                    .filter(each -> each.contains(word))
                    .findFirst()
                    .orElseThrow(() -> invalid(
                            text,
                            "unknown option '%s': expected 'ro', 'rw', 'nocopy', 'z', 'Z' or a propagation"
                                    .formatted(word)));
            if (seen.contains(group)) {
                throw invalid(text, "'%s' and an option before it exclude each other".formatted(word));
            }
            seen.add(group);
            options.add(word);
        }
        return options;
    }

    private static @Nullable Propagation propagation(List<String> options) {
        return options.stream()
                .filter(OPTIONS.get(2)::contains)
                .findFirst()
                .map(word -> Propagation.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(null);
    }

    private static AtollException invalid(String text, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid volume '%s': %s".formatted(text, why));
    }
}
