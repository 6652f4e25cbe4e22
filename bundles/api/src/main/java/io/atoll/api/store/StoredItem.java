package io.atoll.api.store;

import io.atoll.api.image.Digest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something in the store that takes space.
 *
 * @param digest of a blob; of a layer what names it; null for all else
 * @param bytes on disk: the blocks that are allocated, for trees with their directories, each hard link once
 * @param keptBy empty for what garbage collection removes
 */
public record StoredItem(Kind kind, Path path, @Nullable Digest digest, long bytes, List<Keeper> keptBy) {
    public StoredItem {
        keptBy = List.copyOf(keptBy);
    }

    /** Whether nothing needs it. */
    public boolean isGarbage() {
        return keptBy.isEmpty();
    }

    /** What it is. */
    public enum Kind {
        BLOB,
        /** An extracted layer. */
        LAYER,
        LEASE,
        /** What an engine is writing, or was when it died. */
        TEMPORARY,
        /** A layer that has lost its name and whose removal was cut short. */
        CONDEMNED,
        /** Broken blobs that a repair put aside; kept until somebody removes them. */
        QUARANTINE,
        /** Index, lock files, the directories themselves. */
        METADATA,
        /** Nothing of the store's: it is never touched. */
        FOREIGN
    }
}
