package io.atoll.registry.internal.call;

import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redirects;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One repository of one registry, as one user, by one way.
 *
 * @param registry as the user wrote it, for messages
 * @param repository as the registry knows it
 * @param identity null for nobody
 * @param insecure whether the user allowed passwords in clear
 * @param http the way there, and to where it redirects
 * @param parallel requests at a time, whoever makes them
 * @param warnings what went wrong on the way here and was got around; for people
 */
public record Target(
        String registry,
        Origin origin,
        String repository,
        @Nullable Identity identity,
        boolean insecure,
        Redirects http,
        int parallel,
        List<String> warnings) {
    public Target {
        warnings = List.copyOf(warnings);
    }

    public String pushScope() {
        return "repository:" + repository + ":pull,push";
    }

    public String pullScope() {
        return "repository:" + repository + ":pull";
    }
}
