package io.atoll.api.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Copies files and trees between roots, a container's and the host's, by the rules of {@code docker cp}. Every path is resolved by the kernel inside its root, whatever
 * symbolic links say and however fast somebody changes them meanwhile. Nothing in a root is executed. A service of the store.
 *
 * <p>A source that ends with {@code /.} is what is in the directory, not the directory. A target that is a directory takes what is copied under its own name; one that is not there
 * gets it under the target's name, in a directory that must be there; one that ends with a slash must be a directory. Directories are merged, files replaced; neither ever replaces the other.
 * Modes, times, hard links, holes and extended attributes are kept; sockets are left out.
 *
 * <p>Methods throw {@link io.atoll.api.AtollException}: NOT_FOUND if the source, or the directory of the target, is not there; INVALID if the rules forbid it; UNAVAILABLE if the thread is
 * interrupted; KERNEL if the kernel refuses. What was copied until then stays.
 */
@ProviderType
public interface FileCopier {
    /**
     * A path in a root.
     *
     * @param root descriptor of a directory, {@code O_PATH} does, not closed; or {@link #HOST}
     * @param path absolute in the root; {@code ..} is taken literally, and a slash at the end, or a dot behind it, counts
     * @param shown what messages call it
     */
    record Place(int root, String path, String shown) {
        /** Stands for the descriptor of the host's root. */
        public static final int HOST = -1;
    }

    /**
     * How it is copied.
     *
     * @param followLink a source that is a symbolic link is what it leads to
     * @param owners whether they are kept; else all of it is root's
     * @param trusted whether devices are copied too; and, where owners are not kept, the bits and attributes by which a program has more rights than who runs it
     */
    record Options(boolean followLink, boolean owners, boolean trusted) {}

    /** Copies. What changes while it is copied is there as it was or as it is, or reported. */
    UnpackReport copy(Place from, Place to, Options options);

    /**
     * Writes a tar archive of a file or tree, as it is.
     *
     * @param archive is neither flushed nor closed
     * @throws IOException from {@code archive}
     */
    UnpackReport archive(Place from, boolean followLink, OutputStream archive) throws IOException;

    /**
     * Extracts a tar archive into a directory that is there. Symbolic links there are followed, inside the root, where the archive has entries below them.
     *
     * @param archive as it is or compressed with gzip, zstd, bzip2 or xz; read to its end and not closed
     * @throws io.atoll.api.AtollException INVALID also if it is no tar archive, or a name in it has {@code ..}
     */
    UnpackReport extract(InputStream archive, Place directory, Options options);
}
