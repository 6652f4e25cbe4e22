package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.store.internal.tar.TarEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of an archive's entries, and what its links mean. Nothing of it is ever a path on disk; but what looks like an attempt is refused. One archive. */
final class EntryNames {
    static final int MAX_ENTRIES = 100_000;
    private static final int MAX_NAME = 1024;
    private static final int MAX_LINKS = 8;

    private final Map<String, String> links = new HashMap<>();
    private final Map<String, Boolean> names = new HashMap<>();

    /**
     * The name of a file, without {@code ./}.
     *
     * @return null for what is no file: a directory, or a link, which is remembered
     */
    @Nullable
    String file(TarEntry entry) {
        String name = clean(text(entry.name()));
        if (entry.type() == TarEntry.DIRECTORY) {
            return null;
        }
        claim(name);
        if (entry.type() == TarEntry.SYMBOLIC_LINK) {
            links.put(name, beside(name, text(entry.linkName())));
            return null;
        }
        if (entry.type() == TarEntry.HARD_LINK) {
            links.put(name, clean(text(entry.linkName())));
            return null;
        }
        if (entry.type() != TarEntry.FILE) {
            throw refused("'%s' is neither a file nor a directory", name);
        }
        if (entry.sparse() != null) {
            throw refused("'%s' is a sparse file", name);
        }
        return name;
    }

    /** The name of the file that is meant, links followed: old Docker archives have one layer for several images. */
    String resolve(String name) {
        String at = clean(name);
        for (int i = 0; links.containsKey(at); i++) {
            if (i == MAX_LINKS) {
                throw refused("'%s' is a link to itself", name);
            }
            at = links.get(at);
        }
        return at;
    }

    private void claim(String name) {
        if (names.put(name, true) != null) {
            throw refused("'%s' is there twice", name);
        }
        if (names.size() > MAX_ENTRIES) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot read the archive: it has more than %d files".formatted(MAX_ENTRIES));
        }
    }

    private static String beside(String link, String target) {
        if (target.startsWith("/")) {
            throw refused("'%s' is a link out of the archive", link);
        }
        int slash = link.lastIndexOf('/');
        return clean(slash < 0 ? target : link.substring(0, slash + 1) + target);
    }

    private static String clean(String name) {
        if (name.startsWith("/") || name.length() > MAX_NAME) {
            throw refused("it has an absolute or overlong name, '%s'", name);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw refused("'%s' leads out of the archive", name);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static AtollException refused(String why, String name) {
        String shown = name.length() > 200 ? name.substring(0, 200) + "…" : name;
        return new AtollException(ErrorCode.INVALID, "cannot read the archive: " + why.formatted(shown));
    }
}
