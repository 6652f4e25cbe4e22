package io.atoll.api.layout;

import io.atoll.api.image.Descriptor;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** A blob being written whose digest is known at its end. Closed before {@link #commit}, nothing is left. For one thread. */
@ProviderType
public interface UnnamedBlob extends AutoCloseable {
    /** Appends. */
    void write(ByteBuffer bytes);

    /** Makes the blob durable and visible. */
    Descriptor commit();

    @Override
    void close();
}
