package io.atoll.api.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
}
