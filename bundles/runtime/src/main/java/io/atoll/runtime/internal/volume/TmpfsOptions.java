package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Options of a tmpfs as {@code mount -o} takes them: which are flags of the mount, which the file system's own. A later word replaces an earlier one. */
public record TmpfsOptions(List<String> flags, List<String> own) {
    private static final Set<String> OWN =
            Set.of("size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol", "huge");
    /** The launch plan's flag for {@code tmpcopyup}: it begins with what the image has there. */
    private static final String COPY_UP = "copy-up";

    /** What says nothing, because it is so in any case. */
    private static final Set<String> IDLE = Set.of("rprivate", "private", "notmpcopyup", "bind", "rbind");

    /** A word that takes a flag away, by the flag. */
    private static final Map<String, String> OPPOSITES = Map.of(
            "rw",
            "ro",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "atime",
            "noatime",
            "norelatime",
            "relatime");

    public TmpfsOptions {
        flags = List.copyOf(flags);
        own = List.copyOf(own);
    }

    /** @throws AtollException INVALID or UNSUPPORTED, naming the option */
    public static List<String> check(List<String> words) {
        TmpfsOptions unused = of(words);
        return words;
    }

    /** With what every tmpfs has, {@code nosuid,nodev,noexec}, unless the words say otherwise. */
    public static TmpfsOptions of(List<String> words) {
        List<String> flags = new ArrayList<>(List.of("nosuid", "nodev", "noexec"));
        Map<String, String> own = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (equals > 0 && OWN.contains(key)) {
                own.put(key, value(word, key, word.substring(equals + 1)));
            } else if (OPPOSITES.containsKey(word)) {
                flags.remove(OPPOSITES.get(word));
            } else if (OPPOSITES.containsValue(word)) {
                flags.remove(word);
                flags.add(word);
            } else if (word.equals("tmpcopyup")) {
                flags.remove(COPY_UP);
                flags.add(COPY_UP);
            } else if (!IDLE.contains(word)) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "invalid tmpfs option '%s': expected size=, mode=, uid=, gid=, nr_inodes=, tmpcopyup, ro, exec, suid, dev and their opposites"
                                .formatted(word));
            }
        }
        return new TmpfsOptions(
                flags,
                own.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** Whether its root's permissions are known: by its own options, or with what is copied. */
    public boolean hasMode() {
        return flags.contains(COPY_UP) || own.stream().anyMatch(option -> option.startsWith("mode="));
    }

    private static String value(String word, String key, String value) {
        String pattern = switch (key) {
            case "mode" -> "[0-7]{1,5}";
            case "uid", "gid" -> "[0-9]{1,10}";
            case "size" -> "[0-9]{1,18}[kKmMgGtT%]?";
            case "nr_inodes", "nr_blocks" -> "[0-9]{1,18}[kKmMgG]?";
            default -> "[a-z0-9:=-]+";
        };
        if (!value.matches(pattern)) {
            throw new AtollException(ErrorCode.INVALID, "invalid tmpfs option '%s'".formatted(word));
        }
        return value;
    }
}
