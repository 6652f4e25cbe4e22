package io.atoll.api.layer;

import io.atoll.api.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Makes a root file system of layers, flattened into one directory (image-spec 1.1 layer.md#applying-changesets). A service. */
@ProviderType
public interface LayerUnpacker {
    /** Where the layers' blobs are read from. */
    interface Blobs {
        /** Opens a blob; the stream verifies size and digest at its end, or this method's caller cannot. */
        InputStream open(Descriptor blob) throws IOException;
    }

    /**
     * Applies the layers, bottom first. Deletions delete. Whatever the archives say, nothing outside {@code root} is touched.
     *
     * @param root an empty directory
     * @throws io.atoll.api.AtollException CORRUPT if an archive does not have its diff-id; INVALID if it holds what no layer may hold, EXISTS if
     *     {@code root} is not empty
     */
    UnpackReport unpack(List<LayerBlob> layers, Blobs blobs, Path root);
}
