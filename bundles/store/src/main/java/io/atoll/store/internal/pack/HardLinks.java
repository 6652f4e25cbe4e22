package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what has several names, until all of them were seen. */
final class HardLinks {
    private final Map<Inode, Seen> seen = new HashMap<>();

    /** What this is a further name of; null if it is the first, which is remembered, or the only one. */
    @Nullable
    String target(FileStatus status, String name) {
        if (status.links() < 2) {
            return null;
        }
        Inode inode = new Inode(status.device(), status.inode());
        Seen first = seen.get(inode);
        if (first == null) {
            seen.put(inode, new Seen(name, status.links() - 1));
            return null;
        }
        if (--first.left == 0) {
            seen.remove(inode);
        }
        return first.name;
    }

    private record Inode(long device, long number) {}

    private static final class Seen {
        private final String name;
        private long left;

        Seen(String name, long left) {
            this.name = name;
            this.left = left;
        }
    }
}
