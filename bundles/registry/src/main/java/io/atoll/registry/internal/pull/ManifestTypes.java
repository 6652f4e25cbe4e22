package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.registry.internal.http.Redact;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What kinds of manifests, configurations and layers are understood. */
public final class ManifestTypes {
    public static final List<String> ACCEPT =
            List.of(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_LIST, MediaTypes.DOCKER_MANIFEST);

    private static final Set<String> LAYERS = Set.of(
            MediaTypes.OCI_LAYER,
            MediaTypes.OCI_LAYER_GZIP,
            MediaTypes.OCI_LAYER_ZSTD,
            MediaTypes.DOCKER_LAYER,
            MediaTypes.DOCKER_LAYER_GZIP,
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/wasm",
            "application/vnd.wasm.content.layer.v1+wasm",
            "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm");

    /** Those that a registry need not have (image-spec 1.1 layer.md#non-distributable-layers, and Docker's). */
    private static final Set<String> FOREIGN = Set.of(
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    private ManifestTypes() {}

    public static boolean isKnown(String mediaType) {
        return ACCEPT.contains(mediaType);
    }

    /** {@code type/subtype} of a Content-Type, without parameters. */
    public static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Whether its configuration is an image's; else it is an artifact, which is not extracted. */
    public static boolean isImage(Manifest manifest) {
        String config = manifest.config().mediaType();
        return config.equals(MediaTypes.OCI_CONFIG) || config.equals(MediaTypes.DOCKER_CONFIG);
    }

    /** Whether all of its layers can be extracted; what attests to an image has an image's configuration, and other layers. */
    static boolean hasLayers(Manifest manifest) {
        return isImage(manifest)
                && manifest.layers().stream().allMatch(layer -> LAYERS.contains(layer.mediaType()) || isForeign(layer));
    }

    static boolean isForeign(Descriptor layer) {
        return FOREIGN.contains(layer.mediaType());
    }

    /** Refuses, before anything is downloaded, an image that could not be run afterwards. */
    public static void checkSupported(Manifest manifest, String what) {
        for (Descriptor layer : manifest.layers()) {
            if (!LAYERS.contains(layer.mediaType()) && !isForeign(layer)) {
                throw unsupported("%s: its layer %s is of the unknown type '%s'"
                        .formatted(what, layer.digest(), Redact.text(layer.mediaType())));
            }
        }
    }

    public static AtollException unsupported(String message) {
        return new AtollException(ErrorCode.UNSUPPORTED, message);
    }
}
