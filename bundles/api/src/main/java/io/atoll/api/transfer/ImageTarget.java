package io.atoll.api.transfer;

import org.osgi.annotation.versioning.ConsumerType;

/** A place for images. */
@ConsumerType
public interface ImageTarget extends AutoCloseable {
    /**
     * Writes images with all that belongs to them: blobs first (those that are there already are not asked for), then the documents that refer to them, names last, so that nobody ever sees an image that
     * is not complete. Every byte that is stored has been verified. If it fails or is interrupted the names there mean what they meant before.
     *
     * @param images what to write, in which order is this place's business
     * @param source where it comes from
     * @throws io.atoll.api.AtollException as the place says
     */
    void write(ImageSet images, ImageSource source, TransferListener listener);

    /** The name of this place for people. */
    @Override
    String toString();

    @Override
    void close();
}
