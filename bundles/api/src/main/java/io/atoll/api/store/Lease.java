package io.atoll.api.store;

import io.atoll.api.image.Digest;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Protects what it names from removal until it is closed, across engine restarts. */
@ProviderType
public interface Lease extends AutoCloseable {
    String owner();

    Set<Digest> digests();

    /** Gives it up; a second time nothing happens. */
    @Override
    void close();
}
