package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageSource;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

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

    /** Images that were found already. */
    public static StoreImageSource of(ImageStore store, List<StoredImage> images) {
        List<Descriptor> roots = images.stream()
                .map(image -> image.root().withRefName(image.reference().toString()))
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

    private AtollException missing(Descriptor blob, AtollException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
            return e;
        }
        String type = blob.mediaType();
        if (type.equals(MediaTypes.OCI_CONFIG) || type.equals(MediaTypes.DOCKER_CONFIG)) {
            return new AtollException(
                    ErrorCode.NOT_FOUND, "OCI config not found for '%s' — %s".formatted(name, AGAIN), e);
        }
        boolean document = MediaTypes.isIndex(type) || MediaTypes.isManifest(type);
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
