package io.atoll.api.layer;

import io.atoll.api.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes a root file system of layers, flattened into one directory (image-spec 1.1 layer.md#applying-changesets): what a mount of the layers would
 * show. A service.
 */
@ProviderType
public interface LayerUnpacker {
    /** Where the layers' blobs are read from. */
    interface Blobs {
        /**
         * Opens a blob. Size and digest need not be verified: the unpacker does.
         *
         * @throws IOException if it cannot be read; NoSuchFileException or AtollException NOT_FOUND if it is missing
         */
        InputStream open(Descriptor blob) throws IOException;
    }

    /**
     * Applies the layers, bottom first. Deletions delete what lower layers made; what the same layer holds stays, whichever came first in the
     * archive. Whatever the archives say, nothing outside {@code root} is touched. A name with {@code ..} is refused, not left out: no tool writes
     * one, so the archive is not what it pretends to be. An absolute name is below {@code root}.
     *
     * <p>What this user may not do (devices, owners, some extended attributes) is left out and reported.
     *
     * @param root an empty directory; empty again if this fails
     * @throws io.atoll.api.AtollException NOT_FOUND if a blob is missing; CORRUPT if one is not what its digest or diff-id says; INVALID if an archive
     *     holds what no layer may hold; UNSUPPORTED if a layer is of an unknown type; EXISTS if {@code root} is not empty; KERNEL if it cannot be
     *     written. The message names layer, step and path
     */
    UnpackReport unpack(List<LayerBlob> layers, Blobs blobs, Path root);
}
