package io.atoll.api.layer;

import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/** Takes a layer's archive, compresses and hashes it while it streams, and stores it as a blob. For one thread. */
@ProviderType
public interface LayerWriter extends AutoCloseable {
    /**
     * Takes the uncompressed tar archive. Flushing or closing it does nothing: {@link #commit} is the end. After a write that failed nothing more can be
     * written, nor committed (IllegalStateException).
     *
     * @throws io.atoll.api.AtollException from its writes, KERNEL if the blob cannot be written
     */
    OutputStream archive();

    /**
     * Ends the archive, makes the blob durable and visible.
     *
     * @return blob digest, size and diff-id, of what was written
     * @throws io.atoll.api.AtollException KERNEL if it cannot be written
     */
    LayerBlob commit();

    /** Nothing is left of a layer that was not committed. */
    @Override
    void close();
}
