package io.atoll.api.registry;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The registry client (distribution-spec 1.1). Images are pushed by copying them (io.atoll.api.transfer) to {@code docker://}. Interrupting the thread ends a call (UNAVAILABLE).
 *
 * <p>All methods throw AtollException: NOT_FOUND, UNAUTHORIZED, DENIED as the registry says, UNAVAILABLE if it cannot be reached, asks for patience for too long, or is interrupted,
 * CORRUPT if it sends what it did not announce, UNSUPPORTED if it cannot do this.
 */
@ProviderType
public interface Registry {
    /**
     * Pulls an image into the store, ready to run. Interrupting the thread ends it; complete blobs are kept.
     *
     * @throws io.atoll.api.AtollException UNSUPPORTED also if it has no image for the platform
     */
    StoredImage pull(PullRequest request, PullListener listener);

    /**
     * Fetches one blob, manifest or configuration of an image into the store, if it is not there: how a damaged image is completed again. Names nothing, and
     * takes no lease: the image that refers to the blob is what keeps it.
     *
     * @param repository its tag does not matter, nor its digest
     */
    void fetch(Reference repository, RegistryAccess access, Descriptor blob);

    /**
     * A name in full, as it is pulled: with the registry that the user's configuration has as an alias for a short name, else the default one
     * ({@code $ATOLL_DEFAULT_REGISTRY}, or {@code docker.io/library}). Asks nobody.
     */
    Reference fullName(Reference name, RegistryAccess access);

    /** The tags of a repository, sorted, all pages (distribution-spec 1.1 "Listing Tags"). */
    List<String> tags(Reference repository, RegistryAccess access);

    /**
     * What refers to a manifest (distribution-spec 1.1 "Listing Referrers"), asked by the fallback tag of registries without that endpoint.
     *
     * @param subject with a digest, or with a tag, which is resolved first
     * @param artifactType only these; null for all
     */
    List<Descriptor> referrers(Reference subject, RegistryAccess access, @Nullable String artifactType);

    /**
     * Proves credentials and then stores them, where the user's configuration says.
     *
     * @param registry host and optional port
     * @param access with credentials
     * @return where they are stored, for people: a file, or a credential helper
     * @throws io.atoll.api.AtollException UNAUTHORIZED if they are wrong: nothing is stored then; INVALID if the configuration cannot be read: it stays as it is
     */
    String login(String registry, RegistryAccess access);

    /**
     * Forgets stored credentials.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if there are none: {@code not logged in to …}
     */
    void logout(String registry, RegistryAccess access);
}
