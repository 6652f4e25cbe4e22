package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;

/** The parts put together; made when the first request needs the network. */
final class RegistryClient implements AutoCloseable {
    private final ImageStore store;
    private final Settings settings;
    private final Transport transport;
    private final Origins origins;
    private final EndpointCaller caller;

    RegistryClient(ImageStore store, Settings settings) {
        this.store = store;
        this.settings = settings;
        transport = new Transport(settings);
        origins = new Origins(transport, settings);
        Redirects redirects = new Redirects(transport);
        caller = new EndpointCaller(redirects, new Authenticator(new TokenRequest(redirects)), settings);
    }

    StoredImage pull(PullRequest request, PullListener listener) {
        return at(request, target -> new ImagePull(caller, store, settings).run(target, request, listener));
    }

    /** One blob of a repository. */
    void fetch(PullRequest request, Descriptor blob) {
        boolean unused = at(request, target -> {
            BlobFetcher blobs = new BlobFetcher(caller, target, store);
            if (MediaTypes.isManifest(blob.mediaType()) || MediaTypes.isIndex(blob.mediaType())) {
                blobs.manifest(blob);
            } else {
                blobs.fetch(blob, "blob", received -> {});
            }
            return true;
        });
    }

    private <T> T at(PullRequest request, Work<T> work) {
        String registry = request.reference().registry();
        if (registry == null) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot pull '%s': it names no registry".formatted(request.reference()));
        }
        Origin origin = null;
        try {
            origin = origins.find(registry, request.insecure());
            return work.with(new Target(
                    registry, origin, repository(request.reference()), request.credentials(), request.insecure()));
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to pull " + request.reference());
        } catch (AtollException e) {
            if (origin != null && e.code() == ErrorCode.UNAVAILABLE) {
                origins.forget(origin);
            }
            throw e;
        }
    }

    private interface Work<T> {
        T with(Target target) throws InterruptedException;
    }

    /** Docker's registry keeps images of one name component under {@code library}. */
    private static String repository(Reference reference) {
        String registry = reference.registry();
        boolean official = registry != null
                && Origins.isDockerHub(registry)
                && reference.repository().indexOf('/') < 0;
        return official ? "library/" + reference.repository() : reference.repository();
    }

    @Override
    public void close() {
        transport.close();
    }
}
