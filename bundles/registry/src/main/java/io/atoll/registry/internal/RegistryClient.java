package io.atoll.registry.internal;

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
import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.call.Authenticator;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.call.PingRegistry;
import io.atoll.registry.internal.call.Targets;
import io.atoll.registry.internal.call.Targets.Work;
import io.atoll.registry.internal.call.TokenRequest;
import io.atoll.registry.internal.config.ConfigurationFiles;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.http.Transport;
import io.atoll.registry.internal.list.ListReferrers;
import io.atoll.registry.internal.list.ListTags;
import io.atoll.registry.internal.pull.BlobFetcher;
import io.atoll.registry.internal.pull.ImagePull;
import io.atoll.registry.internal.push.ImagePush;
import io.atoll.registry.internal.push.UploadLocks;
import io.atoll.registry.internal.transport.RegistrySource;
import io.atoll.registry.internal.transport.RegistryTarget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts put together; made when the first request needs the network. */
final class RegistryClient implements AutoCloseable {
    private final ImageStore store;
    private final Settings settings;
    private final ConfigurationFiles files;
    private final Transport transport;
    private final Targets targets;
    private final Authenticator authenticator;
    private final EndpointCaller caller;
    private final UploadLocks uploads = new UploadLocks();

    RegistryClient(ImageStore store, Settings settings, ConfigurationFiles files) {
        this.store = store;
        this.settings = settings;
        this.files = files;
        transport = new Transport(settings);
        targets = new Targets(transport, files, new CredentialSource(), settings);
        authenticator = new Authenticator(new TokenRequest());
        caller = new EndpointCaller(authenticator, settings);
    }

    StoredImage pull(PullRequest request, PullListener listener) {
        return at(request.reference(), request.access(), target -> {
            target.warnings().forEach(listener::warning);
            return new ImagePull(caller, store, settings).run(target, request, listener);
        });
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
        return at(name, context.access(), target -> {
            RegistrySource source = new RegistrySource(caller, target, name);
            // Now, while there is another place to ask.
            var unused = source.images();
            return source;
        });
    }

    /** A name in a registry, to copy to. */
    ImageTarget target(String place, ImageTransport.Context context) {
        Reference name = name(place, context);
        return atOrigin(
                name,
                context.access(),
                target -> new RegistryTarget(new ImagePush(caller, store, settings, uploads), target, name));
    }

    private Reference name(String place, ImageTransport.Context context) {
        Map<String, String> environment = context.access().environment();
        return files.configuration(environment).fullName(Reference.parse(place), environment);
    }

    List<String> tags(Reference repository, RegistryAccess access) {
        return at(repository, access, target -> ListTags.all(caller, target));
    }

    List<Descriptor> referrers(Reference subject, RegistryAccess access, @Nullable String artifactType) {
        return at(subject, access, target -> ListReferrers.all(caller, target, subject, artifactType));
    }

    /** Asks the registry whether these credentials are good, and nothing else. */
    void prove(String registry, Identity identity, RegistryAccess access) {
        String what = "cannot log in to %s as %s".formatted(registry, identity.username());
        try {
            boolean unused =
                    targets.asWhom(registry, identity, access, target -> caller.call(target, new PingRegistry(what)));
        } catch (InterruptedException e) {
            throw Interrupted.because(e, what);
        }
    }

    /** After a logout: tokens that were given to somebody are theirs no more. */
    void forget() {
        authenticator.forget();
    }

    /** Reads from the first of the repository's mirrors, and at last the registry itself, that does it. */
    <T> T at(Reference reference, RegistryAccess access, Work<T> work) {
        try {
            return targets.anywhere(reference, access, work);
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "asking for " + reference);
        }
    }

    /** Writes to the registry itself. */
    <T> T atOrigin(Reference reference, RegistryAccess access, Work<T> work) {
        try {
            return targets.atOrigin(reference, access, work);
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "asking for " + reference);
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
