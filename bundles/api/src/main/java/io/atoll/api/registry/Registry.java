package io.atoll.api.registry;

import io.atoll.api.store.StoredImage;
import org.osgi.annotation.versioning.ProviderType;

/** The registry client (distribution-spec 1.1). */
@ProviderType
public interface Registry {
    /**
     * Pulls an image into the store. Interrupting the thread ends it; complete blobs are kept.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND, UNAUTHORIZED, DENIED as the registry says, UNAVAILABLE if it cannot be
     *     reached, CORRUPT if it sends what it did not announce, UNSUPPORTED if it has no image for the platform
     */
    StoredImage pull(PullRequest request, PullListener listener);
}
