package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
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
    private final DigestLocks locks = new DigestLocks();

    RegistryClient(ImageStore store, Settings settings) {
        this.store = store;
        this.settings = settings;
        transport = new Transport(settings);
        origins = new Origins(transport, settings);
        Redirects redirects = new Redirects(transport);
        caller = new EndpointCaller(redirects, new Authenticator(new TokenRequest(redirects)), settings);
    }

    StoredImage pull(PullRequest request, PullListener listener) {
        String registry = request.reference().registry();
        if (registry == null) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot pull '%s': it names no registry".formatted(request.reference()));
        }
        Origin origin = null;
        try {
            origin = origins.find(registry, request.insecure());
            Target target = new Target(
                    registry, origin, repository(request.reference()), request.credentials(), request.insecure());
            return new ImagePull(caller, store, locks, settings).run(target, request, listener);
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to pull " + request.reference());
        } catch (AtollException e) {
            if (origin != null && e.code() == ErrorCode.UNAVAILABLE) {
                origins.forget(origin);
            }
            throw e;
        }
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
