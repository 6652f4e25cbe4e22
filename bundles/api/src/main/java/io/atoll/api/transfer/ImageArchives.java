package io.atoll.api.transfer;

import io.atoll.api.store.StoredImage;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Images as one stream, from pipe to pipe: nothing is seeked. A service. */
@ProviderType
public interface ImageArchives {
    /** How an archive is laid out. */
    enum Format {
        /** An OCI image layout in a tar (image-spec 1.1 image-layout.md). */
        OCI,
        /** What {@code docker load} of any version reads; an OCI image layout as well, as Docker has written it since version 25. */
        DOCKER
    }

    /**
     * Writes images, in this order, with everything they share once.
     *
     * @param target is neither flushed nor closed
     */
    void save(List<StoredImage> images, Format format, OutputStream target, TransferListener listener);

    /**
     * Reads an archive of either format, compressed or not, into the store, blob by blob as they come, and extracts the layers of its images: they are
     * ready to run. What is no image of archives, a WebAssembly module or an artifact, is stored alone. If it fails the store is as it was.
     *
     * @param name instead of the archive's own; INVALID if it holds several images
     * @param loaded told of every image that has its name
     * @throws io.atoll.api.AtollException INVALID if it is no archive of images, CORRUPT if a blob or layer is not what it is called; then no image is named
     */
    void load(
            InputStream archive,
            @Nullable String name,
            Consumer<? super StoredImage> loaded,
            TransferListener listener);
}
