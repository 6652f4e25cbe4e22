package io.atoll.api.registry;

import io.atoll.api.image.Descriptor;
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

    /**
     * Fetches one blob, manifest or configuration of an image into the store, if it is not there: how a damaged image is completed again. Names nothing, and
     * takes no lease: the image that refers to the blob is what keeps it.
     *
     * @param request its tag does not matter, nor its digest
     * @throws io.atoll.api.AtollException as {@link #pull}
     */
    void fetch(PullRequest request, Descriptor blob);
}
