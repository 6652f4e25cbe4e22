package io.atoll.store.internal.compression;

import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Memory for {@link ReadAhead}, used again. Made anew for each layer, it would live just long enough to be taken for old, and the small
 * heap would grow with every layer.
 */
public final class Blocks {
    static final int SIZE = 64 << 10;

    private final ConcurrentLinkedQueue<SoftReference<byte[]>> free = new ConcurrentLinkedQueue<>();

    byte[] take() {
        while (true) {
            SoftReference<byte[]> reference = free.poll();
            if (reference == null) {
                return new byte[SIZE];
            }
            byte @Nullable [] block = reference.get();
            if (block != null) {
                return block;
            }
        }
    }

    void give(byte[] block) {
        free.add(new SoftReference<>(block));
    }
}
