package io.atoll.store.internal.archive;

import io.atoll.api.image.MediaTypes;
import java.util.Optional;

/** What a layer is, by its first bytes: archives do not say. */
final class LayerStart {
    static final int LENGTH = 6;

    private LayerStart() {}

    /** @return empty if it is compressed in a way that images do not have */
    static Optional<String> mediaType(byte[] start) {
        if (starts(start, 0x1f, 0x8b)) {
            return Optional.of(MediaTypes.OCI_LAYER_GZIP);
        }
        if (starts(start, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Optional.of(MediaTypes.OCI_LAYER_ZSTD);
        }
        boolean other = starts(start, 'B', 'Z', 'h') || starts(start, 0xfd, '7', 'z', 'X', 'Z', 0);
        return other ? Optional.empty() : Optional.of(MediaTypes.OCI_LAYER);
    }

    private static boolean starts(byte[] bytes, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
