package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images that the store has names for. */
public final class StoreImageSource implements ImageSource {
    private static final String AGAIN = "re-pull or rebuild the image to populate the blob cache";

    private final ImageStore store;
    private final String name;
    private final List<Descriptor> images;

    private StoreImageSource(ImageStore store, String name, List<Descriptor> images) {
        this.store = store;
        this.name = name;
        this.images = images;
    }

    /**
     * What is stored and may have no name.
     *
     * @param name for people
     */
    public static StoreImageSource of(ImageStore store, String name, List<Descriptor> roots) {
        return new StoreImageSource(store, name, roots);
    }

    /** Images that were found already. */
    public static StoreImageSource of(ImageStore store, List<StoredImage> images) {
        List<Descriptor> roots = images.stream()
                .map(image -> image.root()
                        .withRefName(
                                image.reference().isUnnamed()
                                        ? null
                                        : image.reference().toString()))
                .toList();
        return new StoreImageSource(
                store,
                String.join(
                        ", ",
                        images.stream()
                                .map(image -> image.reference().toString())
                                .toList()),
                roots);
    }

    /** @throws AtollException NOT_FOUND if there is no such image */
    static StoreImageSource find(ImageStore store, Reference reference, String defaultRegistry) {
        try {
            StoredImage image = store.find(reference.withDefaultTag())
                    .or(() -> store.find(reference.withDefaultRegistry(defaultRegistry)))
                    .or(() -> store.find(reference))
                    .orElseThrow(() -> new AtollException(
                            ErrorCode.NOT_FOUND, "image '%s' not found locally".formatted(reference)));
            return of(store, List.of(image));
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT) {
                throw e;
            }
            // What of it is missing is told when it is read.
            Reference local = reference.withDefaultTag();
            Reference full = reference.withDefaultRegistry(defaultRegistry);
            Optional<StoredImage> broken = store.images().stream()
                    .filter(image ->
                            image.reference().equals(local) || image.reference().equals(full))
                    .findFirst();
            return of(store, List.of(broken.orElseThrow(() -> e)));
        }
    }

    @Override
    public List<Descriptor> images() {
        return images;
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        try {
            return store.readBlob(document);
        } catch (AtollException e) {
            throw missing(document, e);
        }
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        try {
            return store.openBlob(blob);
        } catch (AtollException e) {
            throw missing(blob, e);
        }
    }

    /** @throws AtollException NOT_FOUND if a blob of them is not there: before anything is written that would have to be taken back */
    public void requireAll(ImageSet set) {
        set.blobs().stream()
                .filter(blob -> !store.hasBlob(blob.descriptor()))
                .findFirst()
                .ifPresent(blob -> {
                    throw missing(blob.descriptor(), blob.kind() == ImageSet.Kind.CONFIG, null);
                });
    }

    private AtollException missing(Descriptor blob, AtollException e) {
        String type = blob.mediaType();
        boolean config = type.equals(MediaTypes.OCI_CONFIG) || type.equals(MediaTypes.DOCKER_CONFIG);
        return e.code() == ErrorCode.NOT_FOUND ? missing(blob, config, e) : e;
    }

    private AtollException missing(Descriptor blob, boolean config, @Nullable AtollException e) {
        if (config) {
            return new AtollException(
                    ErrorCode.NOT_FOUND, "OCI config not found for '%s' — %s".formatted(name, AGAIN), e);
        }
        boolean document = MediaTypes.isIndex(blob.mediaType()) || MediaTypes.isManifest(blob.mediaType());
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "blob not found for %s %s — %s"
                        .formatted(
                                document ? "manifest" : "layer",
                                blob.digest().toString().substring(0, 19),
                                AGAIN),
                e);
    }

    @Override
    public String toString() {
        return "'%s'".formatted(name);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
