package io.atoll.store.internal.copy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path as people write it, without its dots, which are taken literally.
 *
 * @param path absolute, no slash at its end but the root's
 * @param directory whether it ended with a slash, or a dot: it must be a directory
 * @param contents whether it ended with a dot, or is the root: what is in the directory is meant
 */
record WrittenPath(String path, boolean directory, boolean contents) {
    static WrittenPath of(String written) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : written.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        boolean dot = written.endsWith("/.") || written.equals(".");
        return new WrittenPath("/" + String.join("/", names), dot || written.endsWith("/"), dot || names.isEmpty());
    }

    /** The last name; empty for the root. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
