package io.atoll.store.internal.garbage;

import io.atoll.api.image.Digest;
import io.atoll.api.posix.Syscalls;
import io.atoll.posix.DiskUsage;
import io.atoll.store.internal.layer.LayerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What each extracted layer takes on disk. Layers never change, so each is walked once: when it is first asked for, not when it is extracted, because most
 * are never asked for. Kept in memory only: a file for it would have to be believed, and the walk of 100,000 files takes less than a second.
 */
public final class LayerSizes {
    private final LayerFiles layers;
    private final Syscalls syscalls;
    private final ConcurrentHashMap<Digest, Known> known = new ConcurrentHashMap<>();

    public LayerSizes(LayerFiles layers, Syscalls syscalls) {
        this.layers = layers;
        this.syscalls = syscalls;
    }

    /** In bytes; 0 if it is gone. */
    long of(Digest layer) {
        Path path = layers.path(layer);
        Object key = key(path);
        Known before = known.get(layer);
        if (before != null && Objects.equals(before.key, key)) {
            return before.bytes;
        }
        long bytes = new DiskUsage(syscalls).tree(path);
        if (key != null && Objects.equals(key, key(path))) {
            known.put(layer, new Known(key, bytes));
        }
        return bytes;
    }

    void forget(Digest layer) {
        known.remove(layer);
    }

    /** Device and inode: one that was removed and extracted again is walked again. */
    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null; // gone, or walked, which says what is wrong
        }
    }

    private record Known(Object key, long bytes) {}
}
