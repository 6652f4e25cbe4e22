package io.atoll.api.store;

import io.atoll.api.image.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Protects what it names from removal until it is closed, across engine restarts. */
@ProviderType
public interface Lease extends AutoCloseable {
    String owner();

    Set<Digest> digests();

    /** When it ends by itself; empty if it does not. From then on it protects nothing. */
    default Optional<Instant> expires() {
        return Optional.empty();
    }

    /** Gives it up; a second time nothing happens. */
    @Override
    void close();
}
