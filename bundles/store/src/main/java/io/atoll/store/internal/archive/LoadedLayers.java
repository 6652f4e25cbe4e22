package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.TransferListener;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layer.LayerTypes;
import io.atoll.store.internal.transfer.ImageWalk;
import io.atoll.store.internal.transfer.StoreImageSource;
import java.util.List;
import java.util.Optional;

/**
 * Makes images that were loaded ready to run, before they have their names. Not while their layers come: archives say what these are before them or after them, and
 * when all are there several can be extracted at once.
 */
final class LoadedLayers {
    private final ImageStore store;
    private final Written written;
    private final TransferListener listener;

    LoadedLayers(ImageStore store, Written written, TransferListener listener) {
        this.store = store;
        this.written = written;
        this.listener = listener;
    }

    /** Extracts what is missing; of an index, for this machine. */
    void unpack(Reference reference, Descriptor root) {
        Optional<Descriptor> chosen = forThisMachine(reference, root);
        if (chosen.isEmpty()) {
            return;
        }
        Descriptor descriptor = chosen.get();
        Manifest manifest =
                OciJson.manifest(store.readBlob(descriptor), descriptor.digest().toString(), descriptor.mediaType());
        if (!isOfArchives(manifest)) {
            return;
        }
        ImageConfig config = OciJson.config(
                store.readBlob(manifest.config()), manifest.config().digest().toString());
        if (config.diffIds().size() != manifest.layers().size()) {
            return; // Others find out that it cannot be run; it can be kept and saved.
        }
        written.layers(config.diffIds());
        listener.unpacking(reference.toString());
        var unused = store.layers(new StoredImage(reference, root, descriptor, manifest, config, null));
    }

    private Optional<Descriptor> forThisMachine(Reference reference, Descriptor root) {
        try {
            StoreImageSource source = StoreImageSource.of(store, reference.toString(), List.of(root));
            return Optional.of(new ImageWalk(source)
                    .walk(List.of(root), Platform.host())
                    .images()
                    .getFirst()
                    .descriptor());
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.UNSUPPORTED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean isOfArchives(Manifest manifest) {
        String type = manifest.config().mediaType();
        return (type.equals(MediaTypes.OCI_CONFIG) || type.equals(MediaTypes.DOCKER_CONFIG))
                && manifest.layers().stream()
                        .allMatch(layer -> LayerTypes.isArchive(layer.mediaType()) && store.hasBlob(layer));
    }
}
