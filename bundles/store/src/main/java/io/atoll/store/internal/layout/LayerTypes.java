package io.atoll.store.internal.layout;

import io.atoll.api.image.MediaTypes;

/** Which media types are those of layers that are archives. */
final class LayerTypes {
    private static final String RESTRICTED = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    private LayerTypes() {}

    static boolean isArchive(String mediaType) {
        return switch (mediaType) {
            case MediaTypes.OCI_LAYER,
                    MediaTypes.OCI_LAYER_GZIP,
                    MediaTypes.OCI_LAYER_ZSTD,
                    MediaTypes.DOCKER_LAYER,
                    MediaTypes.DOCKER_LAYER_GZIP,
                    RESTRICTED,
                    RESTRICTED + "+gzip",
                    RESTRICTED + "+zstd",
                    DOCKER_FOREIGN -> true;
            default -> false;
        };
    }
}
