package io.atoll.api.layout;

import io.atoll.api.image.Descriptor;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** A blob being written whose digest and size are known at its end. Closed before {@link #commit}, nothing is left. For one thread. */
@ProviderType
public interface UnnamedBlob extends AutoCloseable {
    /** Appends. */
    void write(ByteBuffer bytes);

    /** Appends what is written to it; closing it does nothing. */
    OutputStream stream();

    /** Makes the blob durable and visible. */
    Descriptor commit();

    /**
     * The same, if it is what was expected.
     *
     * @throws io.atoll.api.AtollException CORRUPT if it is not, {@code expected digest … but found …} or {@code expected … bytes but found …}; INVALID if
     *     the expected digest is of another algorithm
     */
    Descriptor commit(Descriptor expected);

    @Override
    void close();
}
