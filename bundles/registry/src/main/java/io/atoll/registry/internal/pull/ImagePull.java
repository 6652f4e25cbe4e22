package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One pull: manifest, configuration, layers, and only then the name. Until then the store has nothing but complete blobs, held by
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
        Reference reference = request.reference();
        FetchedManifest fetched = new ManifestResolver(
                        caller, target, blobs, Objects.requireNonNull(request.platform()))
                .resolve(reference);
        Descriptor descriptor = fetched.descriptor();
        Manifest manifest = OciJson.manifest(fetched.bytes(), "manifest " + descriptor.digest());
        ManifestTypes.checkSupported(manifest, "failed to pull " + reference);

        List<Digest> held = new ArrayList<>();
        held.add(descriptor.digest());
        held.add(manifest.config().digest());
        manifest.layers().forEach(layer -> held.add(layer.digest()));
        try (PullLease lease = new PullLease(store, reference, PullLease.LIFETIME)) {
            lease.hold(held);
            ImageConfig config = blobs.config(manifest.config());
            checkLayers(manifest, config);
            lease.hold(config.diffIds());
            lease.hold(Layer.chainIds(config.diffIds()));
            listener.manifest(descriptor, manifest);
            new LayerPuller(blobs, store, listener, settings.parallel()).pull(manifest.layers(), config.diffIds());
            blobs.save(fetched);
            // Those that could not be extracted without the ones below them, or are not what they would be on top of
            // them.
            var unused = store.layers(new StoredImage(reference, descriptor, manifest, config));
            return store.tag(reference, descriptor);
        }
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
