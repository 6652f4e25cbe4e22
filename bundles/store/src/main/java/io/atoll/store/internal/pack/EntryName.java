package io.atoll.store.internal.pack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The path of where a walk is, in the tree, and what it is called in the archive. Each char is a byte. */
final class EntryName {
    static final String WHITEOUT = ".wh.";
    static final String OPAQUE = ".wh..wh..opq";
    /** PATH_MAX without its NUL: nobody extracts a longer one. */
    private static final int LONGEST = 4095;

    private static final int LONGEST_SHOWN = 200;

    /** Directories end with a slash, so an empty path is the root. */
    private final StringBuilder path = new StringBuilder();
    /** Of the directories the walk is in. */
    private final ArrayDeque<Integer> lengths = new ArrayDeque<>();

    static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** Goes to a name in the present directory. */
    void name(byte[] name) {
        path.setLength(directory());
        path.append(text(name));
    }

    /**
     * Goes to a path, wherever it is.
     *
     * @param absolute in the tree; each char is a byte; empty for the root
     */
    void go(String absolute, boolean directory) {
        lengths.clear();
        path.setLength(0);
        if (!absolute.isEmpty()) {
            path.append(absolute, 1, absolute.length());
            lengths.push(path.lastIndexOf("/") + 1);
            path.append(directory ? "/" : "");
        }
    }

    /** Goes into the directory of the present name. */
    void enter() {
        path.append('/');
        lengths.push(path.length());
    }

    /** Goes out of the present directory. */
    void leave() {
        if (!lengths.isEmpty()) {
            lengths.pop();
        }
        path.setLength(directory());
    }

    boolean isRoot() {
        return path.isEmpty();
    }

    /** What the archive calls it. */
    String entry() {
        return isRoot() ? "./" : path.toString();
    }

    /** What the archive calls something of this name in the present directory. */
    String sibling(String name) {
        return path.substring(0, directory()) + name;
    }

    /** For messages. */
    String shown() {
        String text = new String(path.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    boolean isTooLong() {
        return path.length() > LONGEST;
    }

    /** Why no layer can hold something of the present name; null if one can. */
    @Nullable
    String unfit() {
        if (isTooLong()) {
            return "its path is longer than %d bytes, and could not be extracted anywhere".formatted(LONGEST);
        }
        if (path.indexOf(WHITEOUT, directory()) == directory()) {
            return "names that begin with '.wh.' are deletions in a layer (image-spec layer.md#whiteouts): rename it";
        }
        return null;
    }

    private int directory() {
        return lengths.isEmpty() ? 0 : lengths.element();
    }
}
