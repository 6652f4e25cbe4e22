package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.charset.StandardCharsets;

/**
 * Where in a layer an entry belongs: a path of plain components below the layer's root, whatever the archive wrote. Each char is
 * a byte.
 *
 * @param parent empty for the root
 * @param name empty for the root itself
 */
record EntryPath(String parent, String name) {
    /** PATH_MAX without its NUL: longer ones cannot be opened in one step. */
    private static final int MAX_LENGTH = 4095;

    /** Leading {@code /} and {@code ./} mean the root, as other engines have it; {@code ..} is refused wherever it is. */
    static EntryPath of(String written) {
        String path = isPlain(written) ? written : normalise(written);
        if (path.length() > MAX_LENGTH) {
            throw invalid(written, "it is longer than %d bytes".formatted(MAX_LENGTH));
        }
        int slash = path.lastIndexOf('/');
        return slash < 0 ? new EntryPath("", path) : new EntryPath(path.substring(0, slash), path.substring(slash + 1));
    }

    boolean isRoot() {
        return name.isEmpty();
    }

    String path() {
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    int depth() {
        int depth = isRoot() ? 0 : 1;
        for (int i = 0; i < parent.length(); i++) {
            depth += parent.charAt(i) == '/' ? 1 : 0;
        }
        return parent.isEmpty() ? depth : depth + 1;
    }

    /** Whether a component of the path begins so. */
    boolean hasComponent(String prefix) {
        return name.startsWith(prefix) || parent.startsWith(prefix) || parent.contains("/" + prefix);
    }

    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For messages. */
    static String text(String name) {
        String text = new String(bytes(name), StandardCharsets.UTF_8);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    static AtollException invalid(String name, String why) {
        return new AtollException(
                ErrorCode.INVALID,
                "the layer is refused: its entry '%s' is not allowed: %s".formatted(text(name), why));
    }

    /** Most names need no work: no empty, {@code .} or {@code ..} component. */
    private static boolean isPlain(String path) {
        int start = 0;
        int length = path.length();
        while (start <= length) {
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = length;
            }
            if (end == start || (path.charAt(start) == '.' && isDots(path, start, end))) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isDots(String path, int start, int end) {
        return end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.');
    }

    private static String normalise(String written) {
        StringBuilder path = new StringBuilder(written.length());
        for (String component : written.split("/", -1)) {
            if (component.equals("..")) {
                throw invalid(written, "it leads out of the layer");
            }
            if (!component.isEmpty() && !component.equals(".")) {
                if (!path.isEmpty()) {
                    path.append('/');
                }
                path.append(component);
            }
        }
        return path.toString();
    }
}
