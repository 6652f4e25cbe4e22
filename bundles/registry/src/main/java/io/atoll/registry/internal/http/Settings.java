package io.atoll.registry.internal.http;

import java.time.Duration;

/**
 * The client's limits.
 *
 * @param connect for a connection to be made
 * @param idle without a byte from the registry
 * @param probe for a host that may speak plain HTTP to answer HTTPS
 * @param tries of one request, the first included
 * @param backoff before the second try; doubled for each further one
 * @param parallel layers at a time
 */
public record Settings(Duration connect, Duration idle, Duration probe, int tries, Duration backoff, int parallel) {
    /** Longer is not waited for, whatever {@code Retry-After} says: the user is told instead. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** What a manifest or a configuration may have at most (distribution-spec 1.1 "Pushing manifests" asks for 4 MiB). */
    public static final int MAX_DOCUMENT = 4 << 20;

    public static final int MAX_REDIRECTS = 5;

    /** Requests to one host at a time where nothing is configured: what several pulls make together. */
    private static final int PER_HOST = 6;

    /** At least what one pull does. */
    public int perHost() {
        return Math.max(PER_HOST, parallel);
    }
}
