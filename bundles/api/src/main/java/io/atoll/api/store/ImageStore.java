package io.atoll.api.store;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
     * Every named image, sorted by reference; of an index the image for this machine, else the first. One that cannot be read is listed with its {@link StoredImage#problem}, never
     * hidden.
     */
    List<StoredImage> images();

    /**
     * The image of this name for this machine: see {@link #find(Reference, Platform)}.
     */
    default Optional<StoredImage> find(Reference reference) {
        return find(reference, Platform.host());
    }

    /**
     * The image of this name: as it is written, with the default tag; else with the default registry as well. A
     * reference with a digest matches only that manifest. At least 12 hexadecimal digits that no image is named, also
     * after {@code sha256:}, are the beginning of a manifest's digest.
     *
     * @param platform which image of an index: the best match, else the first there is (its configuration says for what). A name that means a manifest means that one for any platform
     * @throws AtollException CORRUPT if there is such an image but it cannot be read; UNSUPPORTED if the name means an index that lists no image; CONFLICT if the beginning of a digest
     *     is that of several images
     */
    Optional<StoredImage> find(Reference reference, Platform platform);

    /**
     * Names a manifest, or an index, that is stored with everything it refers to, also through nested indexes: not layers that are somewhere else by their nature, nor what an
     * artifact is about. An image that had the name loses it. {@link Reference#unnamed} is given to an image that has no
     * name; it goes when the image gets one, and an image that has one already is not given it.
     *
     * @return what {@link #find(Reference)} gives; an index that lists no image has a {@link StoredImage#problem}
     * @throws AtollException NOT_FOUND if a blob it refers to is not there; INVALID if it has more than 1,000 manifests and indexes, or indexes are nested more than four deep
     */
    StoredImage tag(Reference reference, Descriptor root);

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

    /**
     * Starts writing a layer's blob, which is extracted while its bytes come. Neither appears before {@link BlobWriter#commit}, which waits for the extraction and throws what
     * {@link #layer} would: nothing is left then. Afterwards the blob is there, and the layer as well, unless it cannot be extracted without those below it, or was being extracted by somebody else:
     * {@link #layers} makes what is missing. A commit that is interrupted (UNAVAILABLE) leaves the blob, which is complete.
     *
     * <p>Whoever writes never waits for the extraction before the commit.
     *
     * @throws AtollException KERNEL if nothing can be written; UNSUPPORTED if the media type is no layer's
     */
    default BlobWriter newLayerBlob(Descriptor expected, Digest diffId) {
        return newBlob(expected);
    }

    /**
     * Starts writing a layer of an image that is being made. Its digest is known at its end: lease it then, and look whether it is still there before a
     * manifest refers to it.
     *
     * @throws AtollException KERNEL if nothing can be written
     */
    LayerWriter newLayer(LayerFormat format);

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

    /**
     * The same for an owner that may be killed and that nobody asks after then, as a pull or a build: the lease ends by itself. Renew it by taking it
     * again, well before that.
     *
     * <p>Time is the system's clock, because it must mean the same to other processes and after a restart. A clock that is set back makes leases last longer
     * by as much; one that is set forward, or a machine that slept, may end one that its owner believes to hold: what is then collected is missed by
     * {@link #tag}, which never names an image that is not complete.
     *
     * @param lifetime from now, positive
     */
    Lease lease(String owner, Collection<Digest> digests, Duration lifetime);

    /** The leases there are, also those that have expired and not been collected yet. */
    List<Lease> leases();

    /**
     * Runs something while nobody else, in any engine on this store, runs something for the same digest: what is then still missing is fetched once,
     * however many want it. Others wait; one that is interrupted stops waiting (UNAVAILABLE). Released if the process dies. Not to be nested.
     */
    <E extends Exception> void exclusively(Digest digest, Work<E> work) throws E;

    /**
     * Tells of everything in the store that takes space on disk, each thing once: the sum of the sizes is what {@code du} finds. What comes or goes meanwhile
     * may be missing.
     */
    void contents(Consumer<? super StoredItem> visitor);

    /**
     * Takes the names of images away, and then removes what nothing needs: blobs, layers, expired leases, what dead engines were writing, and what is
     * left of removals that were cut short.
     *
     * @param images asked about every named image, one after the other: whether its name goes. One that is named anew meanwhile keeps its name
     * @param dryRun change nothing: only tell what would be removed
     * @param visitor told of each thing that is removed, while the store is locked: it must be quick, and not call the store
     * @throws AtollException CONFLICT if there is a lease that cannot be read, so that nobody knows what it protects: see {@link #repair}
     */
    Removed prune(Predicate<? super StoredImage> images, boolean dryRun, Consumer<? super StoredItem> visitor);

    /** Removes what nothing needs. */
    default Removed collectGarbage() {
        return prune(image -> false, false, item -> {});
    }

    /**
     * The same of these blobs and layers alone: what work that failed had written and nobody can use.
     *
     * @throws AtollException CONFLICT as {@link #prune}
     */
    Removed discard(Collection<Digest> candidates);

    /**
     * Removes extracted layers that no lease protects, so no container's. Images stay as they are: a layer is extracted again, from its verified blob, when it is
     * next needed. For a disk that has damaged files, and for room.
     *
     * @param dryRun change nothing: only tell what would be removed
     */
    Removed dropLayers(boolean dryRun, Consumer<? super StoredItem> visitor);

    /** Reads everything but the files of extracted layers, and says what is wrong. Changes nothing. */
    CheckReport check();

    /**
     * The same, and repairs: broken blobs are moved to {@code quarantine/} and fetched again, leftovers are removed, a lease that cannot be read is replaced by one
     * on everything it may have protected. Takes nothing that is needed, and no garbage: see {@link #prune}.
     *
     * @param source where missing blobs come from
     */
    CheckReport repair(BlobSource source);

    /** What is done alone. */
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws E;
    }
}
