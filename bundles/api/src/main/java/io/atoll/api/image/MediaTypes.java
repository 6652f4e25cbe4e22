package io.atoll.api.image;

/** Media types of manifests, configurations and layers (image-spec 1.1 media-types.md, and Docker's equivalents). */
public interface MediaTypes {
    String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    /** The two bytes <code>{}</code>: what stands where a manifest has no configuration (image-spec 1.1 manifest.md#guidance-for-an-empty-descriptor). */
    String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

    String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /** Whether this names an image index, OCI's or Docker's. */
    static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_LIST);
    }

    /** Whether this names an image manifest, OCI's or Docker's. */
    static boolean isManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }
}
