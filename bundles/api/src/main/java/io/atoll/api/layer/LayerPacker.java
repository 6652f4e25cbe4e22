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
     * Writes the archive: ownership, modes, modification times, extended attributes, hard links, devices. Identical trees give identical bytes, on any
     * machine, file system and day. A file's holes are written as such where they sum up to 1 GiB. Deletions come before their siblings.
     *
     * <p>Left out: sockets, as every tar does; what the machine, not the file, has as attributes (SELinux and Smack labels, EVM signatures, ACLs of NFS,
     * properties of btrfs); the overlay's own attributes. Attributes of {@code trusted.} need privileges to be seen.
     *
     * @param tree nothing in it is followed; a symbolic link itself is
     * @param archive is neither flushed nor closed, and is of no use after an error
     * @return how many entries it has, deletions and the root included
     * @throws io.atoll.api.AtollException INVALID if the tree holds what no layer can: a name that begins with {@code .wh.}, a path of more than 4,095
     *     bytes, an attribute whose name holds {@code =}, in a {@link Source#TREE} a device 0:0; UNSUPPORTED if parts of an overlay are in its lower layers
     *     ({@code redirect_dir}, {@code metacopy}); CONFLICT if it changes meanwhile; KERNEL if it cannot be read
     * @throws IOException from {@code archive}
     */
    long pack(Path tree, Source source, OutputStream archive) throws IOException;
}
