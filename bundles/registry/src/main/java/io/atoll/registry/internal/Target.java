package io.atoll.registry.internal;

import io.atoll.api.registry.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * One repository of one registry, as one user.
 *
 * @param registry as the user wrote it, for messages
 * @param repository as the registry knows it
 * @param insecure whether the user allowed plain HTTP
 */
record Target(
        String registry,
        Origin origin,
        String repository,
        @Nullable Credentials credentials,
        boolean insecure) {
    String pullScope() {
        return "repository:" + repository + ":pull";
    }
}
