package io.atoll.api.layout;

import io.atoll.api.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a repair gets blobs from: a registry, another layout. */
@ConsumerType
public interface BlobSource {
    /** A source of nothing. */
    BlobSource NONE = (blob, image) -> Optional.empty();

    /**
     * Opens a blob; what it gives is verified.
     *
     * @param image the name of an image that needs it, or empty
     * @return empty if it is not there
     */
    Optional<InputStream> open(Descriptor blob, String image) throws IOException;
}
