package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.registry.internal.auth.CredentialSource;
import io.atoll.registry.internal.call.Authenticator;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.call.Origins;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.call.TokenRequest;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.http.Transport;
import io.atoll.registry.internal.pull.BlobFetcher;
import io.atoll.registry.internal.pull.ImagePull;
import io.atoll.registry.internal.push.ImagePush;
import io.atoll.registry.internal.push.UploadLocks;
import io.atoll.registry.internal.transport.RegistrySource;
import io.atoll.registry.internal.transport.RegistryTarget;

/** The parts put together; made when the first request needs the network. */
final class RegistryClient implements AutoCloseable {
    private final ImageStore store;
    private final Settings settings;
    private final Transport transport;
    private final Origins origins;
    private final Redirects redirects;
    private final CredentialSource credentials = new CredentialSource();
    private final EndpointCaller caller;
    private final UploadLocks uploads = new UploadLocks();

    RegistryClient(ImageStore store, Settings settings) {
        this.store = store;
        this.settings = settings;
        transport = new Transport(settings);
        origins = new Origins(transport, settings);
        redirects = new Redirects(transport);
        caller = new EndpointCaller(new Authenticator(new TokenRequest()), settings);
    }

    StoredImage pull(PullRequest request, PullListener listener) {
        return at(
                request.reference(),
                request.access(),
                target -> new ImagePull(caller, store, settings).run(target, request, listener));
    }

    /** One blob of a repository. */
    void fetch(Reference repository, RegistryAccess access, Descriptor blob) {
        boolean unused = at(repository, access, target -> {
            BlobFetcher blobs = new BlobFetcher(caller, target, store);
            if (MediaTypes.isManifest(blob.mediaType()) || MediaTypes.isIndex(blob.mediaType())) {
                blobs.manifest(blob);
            } else {
                blobs.fetch(blob, "blob", received -> {});
            }
            return true;
        });
    }

    /** An image in a registry, to copy from. */
    ImageSource source(String place, ImageTransport.Context context) {
        Reference name = name(place, context);
        return at(name, context.access(), target -> new RegistrySource(caller, target, name));
    }

    /** A name in a registry, to copy to. */
    ImageTarget target(String place, ImageTransport.Context context) {
        Reference name = name(place, context);
        return at(
                name,
                context.access(),
                target -> new RegistryTarget(new ImagePush(caller, store, settings, uploads), target, name));
    }

    private static Reference name(String place, ImageTransport.Context context) {
        return Reference.parse(place).withDefaultRegistry(context.defaultRegistry());
    }

    private <T> T at(Reference reference, RegistryAccess access, Work<T> work) {
        String registry = reference.registry();
        if (registry == null) {
            throw new AtollException(ErrorCode.INVALID, "cannot use '%s': it names no registry".formatted(reference));
        }
        Origin origin = null;
        try {
            origin = origins.find(registry, access.insecure());
            String repository = Origins.repository(reference);
            CredentialSource.Found found = credentials.find(registry, repository, access);
            return work.with(new Target(
                    registry,
                    origin,
                    repository,
                    found.identity().orElse(null),
                    access.insecure(),
                    redirects,
                    found.warnings()));
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to ask for " + reference);
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

    @Override
    public void close() {
        transport.close();
    }
}
