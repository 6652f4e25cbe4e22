package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import java.util.Set;

/**
 * What the media type of a layer's descriptor says its blob is. How an archive is compressed it also says, but often wrongly, so that is taken from
 * the blob's first bytes.
 */
public final class LayerTypes {
    /** Foreign layers, which registries need not have, are like others once they are here. */
    private static final Set<String> ARCHIVES = Set.of(
            MediaTypes.OCI_LAYER,
            MediaTypes.OCI_LAYER_GZIP,
            MediaTypes.OCI_LAYER_ZSTD,
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            MediaTypes.DOCKER_LAYER,
            MediaTypes.DOCKER_LAYER_GZIP,
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    private static final Set<String> MODULES = Set.of(
            "application/wasm",
            "application/vnd.wasm.content.layer.v1+wasm",
            "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm");

    private LayerTypes() {}

    /** Whether the blob is a WebAssembly module, not an archive. */
    static boolean isModule(String mediaType) {
        return MODULES.contains(mediaType);
    }

    /** Whether the blob is an archive, compressed or not. */
    public static boolean isArchive(String mediaType) {
        return ARCHIVES.contains(mediaType);
    }

    /** @throws AtollException UNSUPPORTED if this is no layer */
    static void check(String mediaType) {
        if (!isArchive(mediaType) && !isModule(mediaType)) {
            String shown = mediaType.length() > 200 ? mediaType.substring(0, 200) + "…" : mediaType;
            throw new AtollException(ErrorCode.UNSUPPORTED, "unsupported layer media type: " + shown);
        }
    }
}
