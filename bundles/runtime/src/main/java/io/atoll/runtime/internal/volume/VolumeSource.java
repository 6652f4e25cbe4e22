package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a volume's options say is mounted in a container, as Docker's local driver understands them. */
public sealed interface VolumeSource {
    /** The engine's own directory. */
    record Own(Path directory) implements VolumeSource {}

    /**
     * A host path.
     *
     * @param flags of the mount: {@code ro}, {@code nosuid} …
     */
    record Device(String path, boolean recursive, List<String> flags) implements VolumeSource {
        public Device {
            flags = List.copyOf(flags);
        }
    }

    /** Memory. */
    record Tmpfs(List<String> options) implements VolumeSource {
        public Tmpfs {
            options = List.copyOf(options);
        }
    }

    /** What may be said of a bound directory. */
    Set<String> FLAGS = Set.of("ro", "nosuid", "nodev", "noexec", "noatime", "relatime");

    static VolumeSource of(Volume volume) {
        return volume.options().isEmpty() ? new Own(volume.mountpoint()) : parse(volume.options());
    }

    /** @throws AtollException INVALID or UNSUPPORTED, naming the option */
    static VolumeSource parse(Map<String, String> options) {
        for (String key : options.keySet()) {
            if (!Set.of("type", "device", "o").contains(key)) {
                throw invalid("unknown option '%s': the local driver has 'type', 'device' and 'o'".formatted(key));
            }
        }
        String type = options.getOrDefault("type", "");
        String device = options.getOrDefault("device", "");
        List<String> words = List.of(options.getOrDefault("o", "").split(",", -1)).stream()
                .filter(word -> !word.isEmpty())
                .toList();
        if (device.isEmpty()) {
            throw invalid("option 'device' is missing");
        }
        return switch (type) {
            case "tmpfs" -> new Tmpfs(TmpfsOptions.check(words));
            case "none", "bind" -> device(device, words);
            case "" -> throw invalid("option 'type' is missing: 'none' for a directory, or 'tmpfs'");
            default ->
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "volumes of type '%s' are not supported: mount it on the host and use type=none,o=bind,device=/PATH"
                                .formatted(type));
        };
    }

    private static VolumeSource device(String device, List<String> words) {
        if (!device.startsWith("/")) {
            throw invalid("device '%s' is not an absolute path".formatted(device));
        }
        if (!words.contains("bind") && !words.contains("rbind")) {
            throw invalid("type 'none' needs the option o=bind");
        }
        List<String> flags = new ArrayList<>();
        for (String word : words) {
            if (FLAGS.contains(word)) {
                flags.add(word);
            } else if (!Set.of("bind", "rbind", "rw").contains(word)) {
                throw invalid("unknown word '%s' in option 'o' of a directory".formatted(word));
            }
        }
        return new Device(device, words.contains("rbind"), flags);
    }

    private static AtollException invalid(String why) {
        return new AtollException(ErrorCode.INVALID, "invalid volume options: " + why);
    }
}
