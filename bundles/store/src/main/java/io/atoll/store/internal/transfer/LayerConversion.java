package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageConverter.Types;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.layer.LayerTypes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * How one layer becomes another.
 *
 * @param format null leaves it as it is
 * @param again whether also what is compressed so already
 * @param types null leaves them as they are
 */
record LayerConversion(
        @Nullable LayerFormat format,
        boolean again,
        @Nullable Types types) {
    private static final String DOCKER_ZSTD = "application/vnd.docker.image.rootfs.diff.tar.zstd";
    private static final int BUFFER = 256 << 10;

    /** Whether it has to be decompressed and compressed. What is no archive, a module for example, never is. */
    boolean isNeeded(Descriptor layer) {
        return format != null
                && LayerTypes.isArchive(layer.mediaType())
                && layer.urls().isEmpty()
                && (again || !oci(layer.mediaType()).equals(format.mediaType()));
    }

    /** The layer, compressed as wanted and stored. */
    Descriptor recompress(ImageStore store, Descriptor layer, Digest diffId, LayerFormat to, TransferListener listener)
            throws IOException {
        try (InputStream in = Decompression.open(new Counted(store.openBlob(layer), layer, listener));
                LayerWriter writer = store.newLayer(to)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.readNBytes(buffer, 0, BUFFER); read > 0; read = in.readNBytes(buffer, 0, BUFFER)) {
                writer.archive().write(buffer, 0, read);
            }
            LayerBlob stored = writer.commit();
            if (!stored.diffId().equals(diffId)) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "the layer %s is not what its image says: expected diff-id %s but found %s"
                                .formatted(layer.digest(), diffId, stored.diffId()));
            }
            return stored.descriptor();
        }
    }

    /** The layer under the media type of this kind. */
    static Descriptor typed(Descriptor layer, Types types) {
        if (!LayerTypes.isArchive(layer.mediaType()) || !layer.urls().isEmpty()) {
            return layer;
        }
        String oci = oci(layer.mediaType());
        return new Descriptor(types == Types.OCI ? oci : docker(oci, layer), layer.digest(), layer.size())
                .withAnnotations(layer.annotations());
    }

    private static String oci(String mediaType) {
        return switch (mediaType) {
            case MediaTypes.DOCKER_LAYER -> MediaTypes.OCI_LAYER;
            case MediaTypes.DOCKER_LAYER_GZIP -> MediaTypes.OCI_LAYER_GZIP;
            case DOCKER_ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
            default -> mediaType;
        };
    }

    private static String docker(String oci, Descriptor layer) {
        return switch (oci) {
            case MediaTypes.OCI_LAYER -> MediaTypes.DOCKER_LAYER;
            case MediaTypes.OCI_LAYER_GZIP -> MediaTypes.DOCKER_LAYER_GZIP;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "Docker's manifests have no name for the layer %s of type '%s': compress it with gzip (--compression gzip), or choose OCI's media types"
                                .formatted(layer.digest(), layer.mediaType()));
        };
    }

    /** Tells how far the layer has been read. */
    private static final class Counted extends FilterInputStream {
        private final Descriptor layer;
        private final TransferListener listener;
        private long count;
        private long told;

        Counted(InputStream in, Descriptor layer, TransferListener listener) {
            super(in);
            this.layer = layer;
            this.listener = listener;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            if (count - told >= BUFFER || count == layer.size()) {
                told = count;
                listener.copied(layer, count);
            }
            return read;
        }
    }
}
