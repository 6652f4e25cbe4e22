package io.atoll.api.store;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** A blob being written. Closing without {@link #commit} leaves nothing. Not for several threads. */
@ProviderType
public interface BlobWriter extends AutoCloseable {
    /** Appends; more than the expected size is refused at once (CORRUPT). */
    void write(ByteBuffer bytes);

    /**
     * Verifies digest and size, makes the blob durable and visible. Nothing happens if the blob is there already.
     *
     * @throws io.atoll.api.AtollException CORRUPT if digest or size differ: {@code expected digest … but found …}
     */
    void commit();

    @Override
    void close();
}
