package io.atoll.runtime.internal.mount;

import io.atoll.runtime.internal.volume.TmpfsOptions;
import java.nio.file.Path;
import java.util.List;

/** A mount as a launch plan has it: nothing is left to be looked up. */
public sealed interface PlannedMount {
    String target();

    /**
     * A host path.
     *
     * @param beneath what in it is mounted, found by the launcher without leaving it; empty for all of it
     * @param flags as of the operation {@code bind}
     */
    record Bound(String source, String beneath, String target, List<String> flags) implements PlannedMount {
        public Bound {
            flags = List.copyOf(flags);
        }
    }

    /** A tmpfs. */
    record Memory(String target, TmpfsOptions options) implements PlannedMount {}

    /**
     * An image, read-only.
     *
     * @param layers the topmost first
     */
    record Layered(String target, List<Path> layers) implements PlannedMount {
        public Layered {
            layers = List.copyOf(layers);
        }
    }
}
