package io.atoll.api.transfer;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.store.StoredImage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Makes images of images: layers compressed otherwise, manifests of another kind. What a container sees stays the same, and so does the configuration. A service. */
@ProviderType
public interface ImageConverter {
    /** Whose media types an image has. */
    enum Types {
        /** image-spec 1.1 media-types.md. */
        OCI,
        /** Docker's schema 2, which has no zstd. */
        DOCKER
    }

    /**
     * Converts an image, of an index all of its images, in the store. The same image converted in the same way has the same digest, on any machine with this version.
     *
     * @param target the name of the result, with the default tag if it has none
     * @param format how layers are compressed; null leaves them as they are. A layer that is compressed so already is compressed again only if {@code again} says so
     * @param again compress also what is compressed in this way already, for another level
     * @param types null leaves them as they are
     * @param platform of an index, only the image for this platform; null for all
     * @throws io.atoll.api.AtollException INVALID if the types have no name for how a layer is compressed; CORRUPT if a layer is not what its image says; NOT_FOUND if a blob, or anything for the
     *     platform, is not there
     */
    StoredImage convert(
            StoredImage image,
            Reference target,
            @Nullable LayerFormat format,
            boolean again,
            @Nullable Types types,
            @Nullable Platform platform,
            TransferListener listener);
}
