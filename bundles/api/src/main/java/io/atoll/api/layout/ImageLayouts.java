package io.atoll.api.layout;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Opens OCI image layouts (image-spec 1.1 image-layout.md) in any directory. A service. */
@ProviderType
public interface ImageLayouts {
    /**
     * Opens a layout that is there.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if there is no such directory; INVALID if it is no image layout, UNSUPPORTED if of another version
     */
    ImageLayout open(Path directory);

    /**
     * Opens a layout whose blobs are in another directory, which several layouts may share.
     *
     * @param blobs holds {@code sha256/<hex>}; may itself be reached through symbolic links
     */
    ImageLayout open(Path directory, Path blobs);

    /** Opens a layout, made first where there is none: idempotent. */
    ImageLayout ensure(Path directory);
}
