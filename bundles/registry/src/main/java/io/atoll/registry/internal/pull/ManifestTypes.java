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
            MediaTypes.DOCKER_LAYER_GZIP,
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.zstd");

    private ManifestTypes() {}

    public static boolean isKnown(String mediaType) {
        return ACCEPT.contains(mediaType);
    }

    /** {@code type/subtype} of a Content-Type, without parameters. */
    public static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Refuses, before anything is downloaded, what could not be run afterwards. */
    public static void checkSupported(Manifest manifest, String what) {
        String config = manifest.config().mediaType();
        if (!config.equals(MediaTypes.OCI_CONFIG) && !config.equals(MediaTypes.DOCKER_CONFIG)) {
            throw unsupported("%s: it is an artifact with a configuration of type '%s', not a container image"
                    .formatted(what, Redact.text(config)));
        }
        for (Descriptor layer : manifest.layers()) {
            String type = layer.mediaType();
            if (type.contains("foreign") || type.contains("nondistributable")) {
                throw unsupported("%s: its layer %s is of type '%s', which only its vendor may distribute"
                        .formatted(what, layer.digest(), Redact.text(type)));
            }
            if (!LAYERS.contains(type)) {
                throw unsupported("%s: its layer %s is of the unknown type '%s'"
                        .formatted(what, layer.digest(), Redact.text(type)));
            }
        }
    }

    public static AtollException unsupported(String message) {
        return new AtollException(ErrorCode.UNSUPPORTED, message);
    }
}
