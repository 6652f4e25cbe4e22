package io.atoll.registry.internal.call;

import io.atoll.api.registry.Credentials;
import io.atoll.registry.internal.http.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One repository of one registry, as one user.
 *
 * @param registry as the user wrote it, for messages
 * @param repository as the registry knows it
 * @param insecure whether the user allowed plain HTTP
 */
public record Target(
        String registry,
        Origin origin,
        String repository,
        @Nullable Credentials credentials,
        boolean insecure) {
    public String pushScope() {
        return "repository:" + repository + ":pull,push";
    }

    public String pullScope() {
        return "repository:" + repository + ":pull";
    }
}
