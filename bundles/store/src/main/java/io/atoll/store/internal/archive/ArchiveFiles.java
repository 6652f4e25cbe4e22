package io.atoll.store.internal.archive;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import org.jspecify.annotations.Nullable;

/** The files of an archive, wherever they are kept. */
interface ArchiveFiles {
    /** {@code oci-layout}, {@code index.json} or {@code manifest.json}; null if there is none. */
    byte @Nullable [] metadata(String name);

    /** Whether the blob is there, of this size. */
    boolean hasBlob(Descriptor blob);

    /** Reads a small blob and verifies it. */
    byte[] readBlob(Descriptor blob);

    /**
     * A configuration that is found by the name of its file.
     *
     * @throws io.atoll.api.AtollException CORRUPT if it is not there
     */
    Descriptor config(String name);

    /**
     * A layer that is found by the name of its file; its media type is what its first bytes say.
     *
     * @param diffId what it is, uncompressed
     * @throws io.atoll.api.AtollException CORRUPT if it is not there, or is another
     */
    Descriptor layer(String name, Digest diffId);

    /** Adds a document that the archive does not have. */
    Descriptor add(String mediaType, byte[] document);
}
