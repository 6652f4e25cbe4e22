package io.atoll.api.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Makes a layer's archive of a directory (image-spec 1.1 layer.md#creating): the reverse of {@link LayerUnpacker}. A service. */
@ProviderType
public interface LayerPacker {
    /** What the directory is. */
    enum Source {
        /** A tree, all of which is the layer. */
        TREE,
        /** The upper directory of a kernel overlay: 0:0 devices are deletions, {@code overlay.opaque} marks opaque directories. */
        OVERLAY
    }

    /**
     * Writes the archive: ownership, modes, times, extended attributes, hard links, holes, devices. Identical trees give identical bytes, on any
     * machine, file system and day. Sockets are left out, as every tar does.
     *
     * @param archive is not closed
     * @return how many entries it has
     * @throws io.atoll.api.AtollException INVALID if the tree holds what an archive cannot; KERNEL if it cannot be read, or changes meanwhile
     * @throws IOException from {@code archive}
     */
    long pack(Path tree, Source source, OutputStream archive) throws IOException;
}
