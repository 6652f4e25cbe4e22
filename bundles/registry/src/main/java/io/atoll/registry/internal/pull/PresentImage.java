package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.json.OciJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The short cut of decision 11: what has a version-like name or a digest, and is complete, is not asked for again. */
public final class PresentImage {
    private PresentImage() {}

    public static Optional<StoredImage> find(ImageStore store, PullRequest request) {
        Platform platform = request.platform();
        if (request.always() || !isFixed(request.reference())) {
            return Optional.empty();
        }
        try {
            return platform == null
                    ? store.find(request.reference())
                            .filter(StoredImage::isIndex)
                            .filter(image -> isComplete(store, image.root(), 1))
                    : store.find(request.reference(), platform)
                            .filter(image -> suits(platform, image.config().platform()))
                            .filter(image -> isComplete(store, image));
        } catch (AtollException e) {
            // Damaged: pulling it again repairs it.
            return Optional.empty();
        }
    }

    /** All an index leads to; extracted layers are a cache, which need not be there for a machine of another kind. */
    private static boolean isComplete(ImageStore store, Descriptor root, int depth) {
        if (!store.hasBlob(root) || depth > ManifestTree.MAX_DEPTH) {
            return false;
        }
        if (MediaTypes.isIndex(root.mediaType())) {
            return OciJson.index(store.readBlob(root), "index " + root.digest()).manifests().stream()
                    .allMatch(entry -> isComplete(store, entry, depth + 1));
        }
        Manifest manifest = OciJson.manifest(store.readBlob(root), "manifest " + root.digest());
        return store.hasBlob(manifest.config())
                && manifest.layers().stream().allMatch(layer -> !layer.urls().isEmpty() || store.hasBlob(layer));
    }

    /** A digest, or a tag that begins with a digit (S1.57); {@code localhost:5000/app} has no tag and is not fixed. */
    public static boolean isFixed(Reference reference) {
        if (reference.digest() != null) {
            return true;
        }
        String tag = reference.tag();
        return tag != null && tag.charAt(0) >= '0' && tag.charAt(0) <= '9';
    }

    private static boolean suits(Platform wanted, Platform have) {
        return have.os().isEmpty() || wanted.accepts(have);
    }

    private static boolean isComplete(ImageStore store, StoredImage image) {
        List<Descriptor> layers = image.manifest().layers();
        List<Digest> diffIds = image.config().diffIds();
        List<Digest> chainIds = Layer.chainIds(diffIds);
        return store.hasBlob(image.descriptor())
                && store.hasBlob(image.manifest().config())
                && layers.stream().allMatch(store::hasBlob)
                && IntStream.range(0, diffIds.size())
                        .allMatch(i -> store.hasLayer(diffIds.get(i)) || store.hasLayer(chainIds.get(i)));
    }
}
