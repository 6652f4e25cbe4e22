package io.atoll.api.registry;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What to pull.
 *
 * @param reference in full, with registry and with tag or digest
 * @param platform null for all of them: the name then means the index
 * @param always whether the registry is asked even if an image of a version-like name or a digest is complete
 */
public record PullRequest(Reference reference, @Nullable Platform platform, boolean always, RegistryAccess access) {
    /** For one platform, and not more often than needed. */
    public PullRequest(Reference reference, Platform platform, RegistryAccess access) {
        this(reference, platform, false, access);
    }
}
