package io.atoll.api.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How a layer's archive is stored (image-spec 1.1 layer.md, media types). Given the same archive and level, one version of the compressor writes the same
 * bytes, however many processors there are and however the archive is cut into writes.
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

        /** @throws AtollException INVALID if there is no such level */
        public Gzip {
            LayerFormat.check("gzip", level, 9);
        }

        public Gzip() {
            this(DEFAULT_LEVEL);
        }

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

        /** @throws AtollException INVALID if there is no such level */
        public Zstd {
            LayerFormat.check("zstd", level, 19);
        }

        public Zstd() {
            this(DEFAULT_LEVEL);
        }

        @Override
        public String mediaType() {
            return MediaTypes.OCI_LAYER_ZSTD;
        }
    }

    /**
     * The caller's own compression, under its own media type.
     *
     * @param mediaType for example {@code application/vnd.example.layer.v1.tar+lz4}
     */
    record Custom(String mediaType, Encoder encoder) implements LayerFormat {
        /** @throws AtollException INVALID if the media type is empty */
        public Custom {
            if (mediaType.isBlank()) {
                throw new AtollException(ErrorCode.INVALID, "a layer needs a media type");
            }
        }
    }

    /** Compresses. */
    interface Encoder {
        /**
         * Begins a layer.
         *
         * @return takes the archive and writes it, compressed, to {@code compressed}; closing it finishes and closes both, and is done exactly once, also
         *     after a failure: what it writes then is thrown away
         */
        OutputStream encode(OutputStream compressed) throws IOException;
    }

    private static void check(String format, int level, int highest) {
        if (level < 1 || level > highest) {
            throw new AtollException(
                    ErrorCode.INVALID, "%s has no level %d: it must be from 1 to %d".formatted(format, level, highest));
        }
    }
}
