package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;

/** Whether all of an image is there. */
final class StoredBlobs {
    private static final String HINT = " — re-pull or rebuild the image to populate the blob cache";
    /** Algorithm and twelve digits. */
    private static final int SHOWN = 19;

    private StoredBlobs() {}

    /** @throws AtollException NOT_FOUND that names the first blob that is missing */
    static void require(ImageStore images, StoredImage image) {
        if (!images.hasBlob(image.manifest().config())) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND, "OCI config not found for '%s'%s".formatted(image.reference(), HINT));
        }
        for (Descriptor layer : image.manifest().layers()) {
            if (!images.hasBlob(layer)) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "blob not found for layer %s%s"
                                .formatted(layer.digest().toString().substring(0, SHOWN), HINT));
            }
        }
    }
}
