package io.atoll.store.internal.copy;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Options;
import io.atoll.store.internal.tar.TarEntry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What an entry becomes on its way to another root: see {@link Options}. */
final class EntryRules {
    private static final int SET_ID = 06000;

    private EntryRules() {}

    static TarEntry apply(TarEntry entry, Options options) {
        boolean keepsRights = options.trusted() || options.owners();
        int mode = keepsRights || entry.type() == TarEntry.DIRECTORY ? entry.mode() : entry.mode() & ~SET_ID;
        Map<String, byte[]> xattrs = entry.xattrs();
        if (!keepsRights && !xattrs.isEmpty()) {
            xattrs = new HashMap<>(xattrs);
            xattrs.keySet().removeIf(name -> name.startsWith("security.") || name.startsWith("trusted."));
        }
        return new TarEntry(
                entry.type(),
                entry.name(),
                entry.linkName(),
                mode,
                options.owners() ? entry.uid() : 0,
                options.owners() ? entry.gid() : 0,
                entry.size(),
                entry.mtimeSeconds(),
                entry.mtimeNanoseconds(),
                entry.deviceMajor(),
                entry.deviceMinor(),
                xattrs,
                entry.sparse());
    }

    /**
     * A name in an archive as a path below the target; empty for the target itself.
     *
     * @throws AtollException INVALID if it has {@code ..}
     */
    static String path(String name) {
        if (isPlain(name)) {
            return name;
        }
        StringBuilder path = new StringBuilder(name.length());
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "the archive is refused: its entry '%s' leads out of the directory it is extracted into"
                                .formatted(shown(name)));
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return path.toString();
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !name.startsWith("/")
                && !name.endsWith("/")
                && !name.contains("//")
                && !("/" + name + "/").contains("/./")
                && !("/" + name + "/").contains("/../");
    }

    /** For messages. */
    static String shown(String path) {
        return new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
