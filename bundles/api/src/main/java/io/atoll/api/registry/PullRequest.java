package io.atoll.api.registry;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What to pull.
 *
 * @param reference in full, with registry and with tag or digest
 * @param credentials or null for what the user's configuration has
 * @param insecure whether plain HTTP may be used although the host is neither loopback nor private
 */
public record PullRequest(
        Reference reference, Platform platform, @Nullable Credentials credentials, boolean insecure) {}
