package io.atoll.api.transfer;

import io.atoll.api.image.Descriptor;
import java.io.InputStream;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A place that has images. For several threads. */
@ConsumerType
public interface ImageSource extends AutoCloseable {
    /**
     * The images that are meant: manifests or indexes, each with its name in this place as {@link Descriptor#refName}, or without one.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if there is none
     */
    List<Descriptor> images();

    /** Reads a manifest, an index or a configuration (at most 4 MiB), verified, as it was received. */
    byte[] readDocument(Descriptor document);

    /**
     * Opens a blob, in any order, several at once. The end of a wrong one is an AtollException CORRUPT.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if it is not there
     */
    InputStream openBlob(Descriptor blob);

    /** The name of this place for people, for example {@code docker://registry.example.org/app:1}. */
    @Override
    String toString();

    @Override
    void close();
}
