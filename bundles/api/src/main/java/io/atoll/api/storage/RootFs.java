package io.atoll.api.storage;

import java.nio.file.Path;
import java.util.List;

/** How the launcher mounts a container's root, in the container's own mount namespace. */
public sealed interface RootFs {
    /** The directory where changes are written, for {@code diff} and {@code commit}. */
    Path writable();

    /**
     * A kernel overlay.
     *
     * @param lowers top first, without repetition, at least one
     * @param options further mount options, each {@code name} or {@code name=value}
     */
    record Overlay(List<Path> lowers, Path upper, Path work, List<String> options) implements RootFs {
        public Overlay {
            lowers = List.copyOf(lowers);
            options = List.copyOf(options);
        }

        @Override
        public Path writable() {
            return upper;
        }
    }

    /** A directory that holds the whole tree. */
    record Directory(Path path) implements RootFs {
        @Override
        public Path writable() {
            return path;
        }
    }
}
