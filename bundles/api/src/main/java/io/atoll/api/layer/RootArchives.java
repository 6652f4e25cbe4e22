package io.atoll.api.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Whole root file systems as tar archives, from pipe to pipe: what {@code import} and {@code export} are made of. A service of the store. */
@ProviderType
public interface RootArchives {
    /**
     * Stores an archive as a layer's blob in the image store.
     *
     * @param archive tar, as it is or compressed with gzip, zstd, bzip2 or xz; read to its end and not closed
     * @param format how it is stored
     * @return nothing refers to the blob yet: see {@link io.atoll.api.store.ImageStore#newLayer}
     * @throws io.atoll.api.AtollException INVALID if it is no tar archive or larger than a layer may be; KERNEL if it cannot be stored. Nothing is left then
     */
    LayerBlob read(InputStream archive, LayerFormat format);

    /**
     * Writes what a mount of the layers would show as one archive, as {@link LayerPacker} does.
     *
     * @param layers bottom first, of blobs in the image store
     * @param archive is neither flushed nor closed
     * @return what could not be made on the way and is therefore not in the archive
     * @throws io.atoll.api.AtollException as {@link LayerUnpacker#unpack} and {@link LayerPacker#pack}
     * @throws IOException from {@code archive}
     */
    UnpackReport write(List<LayerBlob> layers, OutputStream archive) throws IOException;

    /**
     * Writes what a mounted overlay of directories would show as one archive, without a mount and without a copy: a container's root. The topmost may be
     * written to meanwhile: what goes is not in the archive, and what is written to is in it as long as it was.
     *
     * @param directories the topmost first, at least one
     * @param archive is neither flushed nor closed, and is of no use after an error
     * @return what is not in the archive as it is in the directories
     * @throws io.atoll.api.AtollException CONFLICT if the topmost directory is removed meanwhile; UNSUPPORTED if parts of it are in the others under other
     *     names ({@code redirect_dir}, {@code metacopy}); KERNEL if they cannot be read
     * @throws IOException from {@code archive}
     */
    UnpackReport writeMerged(List<Path> directories, OutputStream archive) throws IOException;
}
