package io.atoll.api.transfer;

import io.atoll.api.image.Platform;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Copies images without unpacking them; every digest stays what it is. A service. */
@ProviderType
public interface ImageCopier {
    /**
     * Opens a place to copy from.
     *
     * @throws io.atoll.api.AtollException UNSUPPORTED if no bundle has this transport: the message names those there are
     */
    ImageSource source(ImageLocation location, ImageTransport.Context context);

    /** Opens a place to copy to. */
    ImageTarget target(ImageLocation location, ImageTransport.Context context);

    /**
     * Copies what the source means. Documents are read and checked before the first blob is: their number, depth and sizes are bounded.
     *
     * @param platform of an index, only the best match for this one is copied; null for everything
     * @return what was copied
     * @throws io.atoll.api.AtollException NOT_FOUND if there is nothing for the platform: the message says what is; CORRUPT if a document is not what it is said to be; INVALID if
     *     the target cannot hold several images
     */
    ImageSet copy(ImageSource source, ImageTarget target, @Nullable Platform platform, TransferListener listener);
}
