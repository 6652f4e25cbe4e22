package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One pull: manifest (or an index and all its manifests), configuration, layers, and only then the name. Until then the store has nothing but complete blobs, held by
 * a lease; a pull that fails leaves them to the next one, or to the garbage collector.
 */
public final class ImagePull {
    private final EndpointCaller caller;
    private final ImageStore store;

    private final Settings settings;

    public ImagePull(EndpointCaller caller, ImageStore store, Settings settings) {
        this.caller = caller;
        this.store = store;
        this.settings = settings;
    }

    public StoredImage run(Target target, PullRequest request, PullListener listener) throws InterruptedException {
        try {
            return pull(target, request, listener);
        } catch (AtollException e) {
            // Whatever it was in the middle of, and whatever that made of it.
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException(e.getMessage());
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e;
        }
    }

    private StoredImage pull(Target target, PullRequest request, PullListener listener) throws InterruptedException {
        BlobFetcher blobs = new BlobFetcher(caller, target, store);
        ManifestFetcher manifests = new ManifestFetcher(caller, target);
        LayerPuller layers = new LayerPuller(blobs, store, listener, settings.parallel());
        Reference reference = request.reference();
        Platform platform = request.platform();
        FetchedManifest root = platform == null
                ? manifests.root(reference)
                : new ManifestResolver(manifests, blobs, platform).resolve(reference);
        try (PullLease lease = new PullLease(store, reference, PullLease.LIFETIME)) {
            List<ManifestTree.Entry> entries = new ManifestTree(manifests, blobs, store, lease).walk(root);
            Optional<ManifestTree.Entry> runs =
                    platform == null ? forThisMachine(entries) : Optional.of(entries.getFirst());
            for (ManifestTree.Entry entry : entries) {
                boolean extracted =
                        runs.isPresent() && runs.get().equals(entry) && ManifestTypes.isImage(entry.manifest());
                if (extracted) {
                    image(entry, reference, blobs, layers, lease, listener);
                } else {
                    blobs.fetch(entry.manifest().config(), "config", received -> {});
                    listener.manifest(entry.descriptor(), entry.manifest());
                    layers.pull(entry.manifest().layers(), List.of());
                }
            }
            return store.tag(reference, root.descriptor());
        }
    }

    private void image(
            ManifestTree.Entry entry,
            Reference reference,
            BlobFetcher blobs,
            LayerPuller layers,
            PullLease lease,
            PullListener listener)
            throws InterruptedException {
        Manifest manifest = entry.manifest();
        ManifestTypes.checkSupported(manifest, "failed to pull " + reference);
        ImageConfig config = blobs.config(manifest.config());
        checkLayers(manifest, config);
        lease.hold(config.diffIds());
        lease.hold(Layer.chainIds(config.diffIds()));
        listener.manifest(entry.descriptor(), manifest);
        layers.pull(manifest.layers(), config.diffIds());
        // Those that could not be extracted without the ones below them, or are not what they would be on top of them.
        var unused = store.layers(new StoredImage(reference, entry.descriptor(), manifest, config));
    }

    /** The image of those that can be run here, if there is one. */
    private static Optional<ManifestTree.Entry> forThisMachine(List<ManifestTree.Entry> entries) {
        if (entries.size() == 1) {
            return Optional.of(entries.getFirst()).filter(entry -> ManifestTypes.hasLayers(entry.manifest()));
        }
        Platform host = Platform.host();
        return entries.stream()
                .filter(entry -> ManifestTypes.hasLayers(entry.manifest()) && distance(host, entry) >= 0)
                .min(Comparator.comparingInt(entry -> distance(host, entry)));
    }

    /** Negative if it does not run here, or does not say where it does. */
    private static int distance(Platform host, ManifestTree.Entry entry) {
        Platform its = entry.descriptor().platform();
        return its == null ? -1 : host.distance(its).orElse(-1);
    }

    private static void checkLayers(Manifest manifest, ImageConfig config) {
        int layers = manifest.layers().size();
        int diffIds = config.diffIds().size();
        if (layers != diffIds) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "failed to pull manifest: it has %d layers but its configuration %s names %d"
                            .formatted(layers, manifest.config().digest(), diffIds));
        }
    }
}
