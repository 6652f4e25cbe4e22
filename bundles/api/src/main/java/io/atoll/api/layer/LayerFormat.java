package io.atoll.api.layer;

import io.atoll.api.image.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How a layer's archive is stored (image-spec 1.1 layer.md, media types). Given the same archive and level, the bytes written are the same however
 * many processors there are.
 */
public sealed interface LayerFormat {
    /** What the layer's descriptor says. */
    String mediaType();

    /** As it is: blob digest and diff-id are one. */
    record Plain() implements LayerFormat {
        @Override
        public String mediaType() {
            return MediaTypes.OCI_LAYER;
        }
    }

    /**
     * gzip, in one member, compressed on all processors.
     *
     * @param level 1 (fast) to 9 (small)
     */
    record Gzip(int level) implements LayerFormat {
        public static final int DEFAULT_LEVEL = 6;

        @Override
        public String mediaType() {
            return MediaTypes.OCI_LAYER_GZIP;
        }
    }

    /**
     * zstd, compressed on all processors.
     *
     * @param level 1 (fast) to 19 (small)
     */
    record Zstd(int level) implements LayerFormat {
        public static final int DEFAULT_LEVEL = 3;

        @Override
        public String mediaType() {
            return MediaTypes.OCI_LAYER_ZSTD;
        }
    }

    /** The caller's own compression, under its own media type. */
    record Custom(String mediaType, Encoder encoder) implements LayerFormat {}

    /** Compresses. */
    interface Encoder {
        /** @return takes the archive and writes it, compressed, to {@code compressed}; closing it finishes and closes both */
        OutputStream encode(OutputStream compressed) throws IOException;
    }
}
