package io.atoll.api.transfer;

import io.atoll.api.image.Descriptor;
import org.osgi.annotation.versioning.ConsumerType;

/** Told of a copy's progress, from several threads. */
@ConsumerType
public interface TransferListener {
    /** Nothing is told. */
    TransferListener NONE = new TransferListener() {};

    /** What is going to be copied is known. */
    default void planned(ImageSet images) {}

    /**
     * A blob is next.
     *
     * @param there whether the target has it already, so that it is not copied
     */
    default void blob(ImageSet.Blob blob, boolean there) {}

    /**
     * Bytes of a blob were written.
     *
     * @param count so far, of {@link Descriptor#size}; less than before if it had to begin again
     */
    default void copied(Descriptor blob, long count) {}

    /** A blob is complete in the target. */
    default void complete(Descriptor blob) {}

    /**
     * Everything is there, and the layers of an image are extracted now.
     *
     * @param image what it is called
     */
    default void unpacking(String image) {}

    /**
     * A document has been written.
     *
     * @param place where it is found now, for example a URL or a file
     */
    default void document(Descriptor document, String place) {}
}
