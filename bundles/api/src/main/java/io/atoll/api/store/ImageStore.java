package io.atoll.api.store;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The images of one engine: an OCI image layout (image-spec 1.1 image-layout.md), the single source of truth, and beside it
 * the extracted layers, a cache keyed by diff-id that can always be made again.
 *
 * <p>Several threads and several processes may use one store at once. What a {@link Lease} names is never removed. All
 * methods throw {@link AtollException}: NOT_FOUND for what is not there, CORRUPT for what is not what its digest says, KERNEL
 * where the file system fails (disk full, no permission).
 */
@ProviderType
public interface ImageStore {
    /**
     * Every named image, sorted by reference. One that cannot be read is listed with its {@link StoredImage#problem}, never
     * hidden.
     */
    List<StoredImage> images();

    /**
     * The image of this name: as it is written, with the default tag; else with the default registry as well. A
     * reference with a digest matches only that manifest. At least 12 hexadecimal digits that no image is named are the
     * beginning of a manifest's digest.
     *
     * @throws AtollException CORRUPT if there is such an image but it cannot be read; CONFLICT if the beginning of a digest
     *     is that of several images
     */
    Optional<StoredImage> find(Reference reference);

    /**
     * Names a manifest that is stored with everything it refers to. An image that had the name loses it.
     *
     * @throws AtollException NOT_FOUND if a blob it refers to is not there
     */
    StoredImage tag(Reference reference, Descriptor manifest);

    /**
     * Takes the name away, and removes what no other image and no lease needs.
     *
     * @return what was removed from disk
     * @throws AtollException NOT_FOUND if there is no such image
     */
    Removed remove(StoredImage image);

    /** Whether the blob is there, of this size. */
    boolean hasBlob(Descriptor blob);

    /**
     * Starts writing a blob. It appears when {@link BlobWriter#commit} succeeded, and not at all otherwise.
     *
     * @throws AtollException KERNEL if nothing can be written
     */
    BlobWriter newBlob(Descriptor expected);

    /** Opens a blob; size and digest are verified while it is read, the end of a wrong one is an AtollException CORRUPT. */
    InputStream openBlob(Descriptor blob);

    /** Reads a small blob (at most 4 MiB) and verifies it. */
    byte[] readBlob(Descriptor blob);

    /** Whether a layer is extracted under this key: see {@link Layer#key}. */
    boolean hasLayer(Digest key);

    /**
     * The extracted layer, extracting its blob if it is not yet there. Several callers of one diff-id wait for one extraction.
     *
     * <p>For one layer by itself, as it is pulled. What a container's root is made of is {@link #layers}.
     *
     * @param blob the layer's blob, stored; its media type says what it is, its first bytes how it is compressed
     * @throws AtollException CORRUPT if the uncompressed archive does not have this diff-id; INVALID if it holds what no
     *     layer may hold; UNSUPPORTED if its media type is no layer's; CONFLICT if it cannot be extracted without the layers below it
     */
    Layer layer(Descriptor blob, Digest diffId);

    /**
     * All layers of an image, bottom first, extracting those that are not yet there, several at once. A layer that is there costs one look. When one
     * fails the others are given up, and the first failure is thrown.
     *
     * <p>A layer of which a hard link leads to a file of a lower layer, or that has entries in a directory of a lower layer that it does not list
     * itself, is made of what it says and what is below it (image-spec 1.1 layer.md#hardlinks), and stored under its chain-id.
     *
     * @throws AtollException as {@link #layer}; UNAVAILABLE if the thread was interrupted, which it then still is; CORRUPT if the image has more or
     *     fewer layers than diff-ids
     */
    List<Layer> layers(StoredImage image);

    /** The extracted layer if it is there under this key: see {@link Layer#key}. */
    Optional<Layer> layer(Digest key);

    /**
     * Protects blobs and layers (by their keys: see {@link Layer#chainIds}) from removal until the lease is closed. It outlives this engine: see {@link #leases}.
     * Take the lease first and look ({@link #hasBlob}, {@link #layer}) afterwards: what was there before may be gone; whoever
     * writes blobs that no image refers to yet, as a pull does, needs a lease on them.
     *
     * @param owner who holds it and can tell when it is over, for example {@code container/<id>}; a second lease of the
     *     same owner replaces the first
     */
    Lease lease(String owner, Collection<Digest> digests);

    /** The owners of the leases there are. */
    List<Lease> leases();

    /** Removes blobs, layers and temporary files that nothing needs. */
    Removed collectGarbage();
}
