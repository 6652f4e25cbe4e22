package io.atoll.cli.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.volume.VolumeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code --mount type=…,src=…,dst=…}, with Docker's keys. A later key replaces an earlier one. */
final class MountFlag {
    private static final Map<String, String> ALIASES =
            Map.of("src", "source", "dst", "target", "destination", "target", "ro", "readonly");
    /** Those that stand without a value, too. */
    private static final Set<String> BOOLEANS =
            Set.of("readonly", "volume-nocopy", "bind-nonrecursive", "bind-create-src");

    private static final Set<String> KEYS = Set.of(
            "type",
            "source",
            "target",
            "readonly",
            "consistency",
            "bind-propagation",
            "bind-nonrecursive",
            "bind-recursive",
            "bind-create-src",
            "volume-nocopy",
            "volume-subpath",
            "volume-label",
            "volume-driver",
            "volume-opt",
            "tmpfs-size",
            "tmpfs-mode",
            "image-subpath");

    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    private MountFlag(String text) {
        this.text = text;
        CsvFields.of(text).forEach(this::read);
    }

    /** @param directory the client's: a source that begins with a dot is relative to it */
    static Mount parse(String text, Path directory) {
        return new MountFlag(text).mount(directory);
    }

    private void read(String field) {
        int equals = field.indexOf('=');
        String written = equals < 0 ? field : field.substring(0, equals);
        String key = ALIASES.getOrDefault(written, written);
        if (!KEYS.contains(key)) {
            throw invalid("unknown key '%s'".formatted(written));
        }
        if (equals < 0 && !BOOLEANS.contains(key)) {
            throw invalid("'%s' needs a value: %s=VALUE".formatted(written, written));
        }
        String value = equals < 0 ? "true" : field.substring(equals + 1);
        switch (key) {
            case "volume-label" -> put(labels, value);
            case "volume-opt" -> put(options, value);
            default -> values.put(key, value);
        }
        if (key.startsWith("volume-")) {
            values.putIfAbsent(key, value);
        }
    }

    private static void put(Map<String, String> map, String text) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        if (!key.isEmpty()) {
            map.put(key, equals < 0 ? "" : text.substring(equals + 1));
        }
    }

    private Mount mount(Path directory) {
        String type = value("type", "volume").toLowerCase(Locale.ROOT);
        if (!Set.of("volume", "bind", "tmpfs", "image").contains(type)) {
            throw invalid("unknown type '%s': expected volume, bind, tmpfs or image".formatted(type));
        }
        for (String key : values.keySet()) {
            int dash = key.indexOf('-');
            if (dash > 0 && !key.substring(0, dash).equals(type)) {
                throw invalid("'%s' is not for mounts of type '%s'".formatted(key, type));
            }
        }
        String target = value("target", "");
        if (!target.startsWith("/")) {
            throw invalid(
                    target.isEmpty()
                            ? "the target is missing: dst=/PATH"
                            : "the target '%s' is not an absolute path in the container".formatted(target));
        }
        return switch (type) {
            case "bind" -> bind(target, directory);
            case "tmpfs" -> tmpfs(target);
            case "image" -> image(target);
            default -> volume(target);
        };
    }

    private Mount bind(String target, Path directory) {
        String source = value("source", "");
        if (source.startsWith("./") || source.startsWith("../") || source.equals(".") || source.equals("..")) {
            source = directory.resolve(source).normalize().toString();
        }
        if (!source.startsWith("/")) {
            throw invalid(
                    source.isEmpty()
                            ? "the source is missing: src=/PATH"
                            : "the source '%s' is not an absolute path; for one below the working directory write ./%s"
                                    .formatted(source, source));
        }
        return new BindMount(
                source,
                target,
                is("readonly"),
                is("bind-create-src"),
                recursion(),
                word(Propagation.class, "bind-propagation", Propagation.RPRIVATE));
    }

    private Recursion recursion() {
        Recursion asked = word(Recursion.class, "bind-recursive", Recursion.ENABLED);
        if (!is("bind-nonrecursive")) {
            return asked;
        }
        if (values.containsKey("bind-recursive") && asked != Recursion.DISABLED) {
            throw invalid("bind-nonrecursive and bind-recursive=%s contradict each other"
                    .formatted(value("bind-recursive", "")));
        }
        return Recursion.DISABLED;
    }

    private Mount volume(String target) {
        String name = value("source", "");
        VolumeSpec spec =
                new VolumeSpec(name.isEmpty() ? null : name, value("volume-driver", VolumeSpec.LOCAL), labels, options);
        return new VolumeMount(spec, target, is("readonly"), is("volume-nocopy"), value("volume-subpath", ""));
    }

    private Mount tmpfs(String target) {
        if (values.containsKey("source")) {
            throw invalid("a tmpfs has no source");
        }
        List<String> words = new ArrayList<>();
        if (is("readonly")) {
            words.add("ro");
        }
        String size = values.get("tmpfs-size");
        if (size != null) {
            words.add("size=" + bytes(size));
        }
        String mode = values.get("tmpfs-mode");
        if (mode != null) {
            words.add("mode=" + mode);
        }
        return new TmpfsMount(target, words);
    }

    private Mount image(String target) {
        if (values.containsKey("image-subpath")) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED, "cannot mount '%s': 'image-subpath' is not supported yet".formatted(text));
        }
        if (values.containsKey("readonly") && !is("readonly")) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED, "cannot mount '%s': images are mounted read-only".formatted(text));
        }
        String image = value("source", "");
        if (image.isEmpty()) {
            throw invalid("the source is missing: src=IMAGE");
        }
        return new ImageMount(Reference.parse(image), target);
    }

    /** A number, and {@code b}, {@code k}, {@code m}, {@code g} or {@code t} for powers of 1024. */
    private long bytes(String size) {
        String lower = size.toLowerCase(Locale.ROOT);
        if (!lower.matches("[0-9]{1,12}([kmgt]i?)?b?")) {
            throw invalid("tmpfs-size '%s' is not a size as 64m".formatted(size));
        }
        String digits = lower.replaceAll("[^0-9]", "");
        int unit = lower.length() > digits.length() ? "bkmgt".indexOf(lower.charAt(digits.length())) : 0;
        long number = Long.parseLong(digits);
        if (number > Long.MAX_VALUE >> (10 * unit)) {
            throw invalid("tmpfs-size '%s' is too large".formatted(size));
        }
        return number << (10 * unit);
    }

    private String value(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    private boolean is(String key) {
        @Nullable String value = values.get(key);
        if (value == null) {
            return false;
        }
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw invalid("'%s=%s': expected true or false".formatted(key, value));
        };
    }

    private <E extends Enum<E>> E word(Class<E> type, String key, E otherwise) {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw invalid("'%s=%s' is none of its values".formatted(key, value));
    }

    private AtollException invalid(String why) {
        return new AtollException(ErrorCode.INVALID, "invalid mount '%s': %s".formatted(text, why));
    }
}
