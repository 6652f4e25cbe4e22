package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageConverter;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Blob;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.api.transfer.ImageSet.Kind;
import io.atoll.api.transfer.TransferListener;
import io.atoll.json.OciJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Converts the images of the store. */
@Component
public final class StoreImageConverter implements ImageConverter {
    /** Each compresses on all processors, and zstd takes memory outside the heap. */
    private static final int AT_ONCE = 2;

    private final ImageStore store;

    @Activate
    public StoreImageConverter(@org.osgi.service.component.annotations.Reference ImageStore store) {
        this.store = store;
    }

    @Override
    public StoredImage convert(
            StoredImage image,
            Reference target,
            @Nullable LayerFormat format,
            boolean again,
            @Nullable Types types,
            @Nullable Platform platform,
            TransferListener listener) {
        LayerConversion conversion = new LayerConversion(format, again, types);
        StoreImageSource source = StoreImageSource.of(store, List.of(image));
        ImageSet set = new ImageWalk(source).walk(source.images(), platform);
        source.requireAll(set);
        listener.planned(set);
        try (TransferLease lease = new TransferLease(store, "convert")) {
            lease.hold(
                    set.blobs().stream().map(blob -> blob.descriptor().digest()).toList());
            Map<Digest, Descriptor> layers = layers(set, conversion, lease, listener);
            ManifestConversion documents = new ManifestConversion(store, lease, conversion, layers);
            Map<Digest, Descriptor> converted = new HashMap<>();
            for (Document document : set.documents()) {
                Descriptor result = documents.convert(document, converted);
                converted.put(document.descriptor().digest(), result);
                listener.document(result, "'%s'".formatted(target));
            }
            Descriptor root = converted.get(set.images().getFirst().descriptor().digest());
            return store.tag(
                    target.withDefaultTag(), Objects.requireNonNull(root).withAnnotations(Map.of()));
        }
    }

    /** What each layer becomes, by the digest it has. */
    private Map<Digest, Descriptor> layers(
            ImageSet set, LayerConversion conversion, TransferLease lease, TransferListener listener) {
        Map<Digest, Digest> diffIds = diffIds(set);
        Map<Digest, Descriptor> layers = new ConcurrentHashMap<>();
        List<Blob> work = new ArrayList<>();
        for (Blob blob : set.blobs()) {
            boolean needed = blob.kind() == Kind.LAYER
                    && conversion.isNeeded(blob.descriptor())
                    && diffIds.containsKey(blob.descriptor().digest());
            if (needed) {
                work.add(blob);
            } else {
                layers.put(blob.descriptor().digest(), blob.descriptor());
                listener.blob(blob, true);
            }
        }
        Parallel.forEach(work, AT_ONCE, "converting", blob -> {
            Descriptor layer = blob.descriptor();
            listener.blob(blob, false);
            LayerFormat format = Objects.requireNonNull(conversion.format());
            Digest diffId = Objects.requireNonNull(diffIds.get(layer.digest()));
            Descriptor result = conversion.recompress(store, layer, diffId, format, listener);
            lease.hold(List.of(result.digest()));
            layers.put(layer.digest(), result);
            listener.complete(layer);
        });
        return layers;
    }

    /** Of the layers of images; what else is kept like one has none. */
    private Map<Digest, Digest> diffIds(ImageSet set) {
        Map<Digest, Digest> diffIds = new HashMap<>();
        for (Document document : set.documents()) {
            Descriptor descriptor = document.descriptor();
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                continue;
            }
            Manifest manifest =
                    OciJson.manifest(document.bytes(), "manifest " + descriptor.digest(), descriptor.mediaType());
            String type = manifest.config().mediaType();
            if (!type.equals(MediaTypes.OCI_CONFIG) && !type.equals(MediaTypes.DOCKER_CONFIG)) {
                continue;
            }
            ImageConfig config = OciJson.config(
                    store.readBlob(manifest.config()),
                    "configuration " + manifest.config().digest());
            if (config.diffIds().size() != manifest.layers().size()) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "the manifest %s has %d layers but its configuration names %d"
                                .formatted(
                                        descriptor.digest(),
                                        manifest.layers().size(),
                                        config.diffIds().size()));
            }
            for (int i = 0; i < config.diffIds().size(); i++) {
                diffIds.put(manifest.layers().get(i).digest(), config.diffIds().get(i));
            }
        }
        return diffIds;
    }
}
