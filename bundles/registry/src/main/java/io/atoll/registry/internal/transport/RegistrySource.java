package io.atoll.registry.internal.transport;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.transfer.ImageSource;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.pull.FetchedManifest;
import io.atoll.registry.internal.pull.PullManifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image in a registry; asked for when it is first looked at. */
public final class RegistrySource implements ImageSource {
    private final EndpointCaller caller;
    private final Target target;
    private final Reference name;
    private @Nullable FetchedManifest root;

    public RegistrySource(EndpointCaller caller, Target target, Reference name) {
        this.caller = caller;
        this.target = target;
        this.name = name;
    }

    Target target() {
        return target;
    }

    @Override
    public List<Descriptor> images() {
        return List.of(root().descriptor().withRefName(name.toString()));
    }

    private synchronized FetchedManifest root() {
        FetchedManifest known = root;
        if (known == null) {
            String tag = name.tag() == null ? "latest" : name.tag();
            try {
                known = caller.call(target, new PullManifest(target, tag, name.digest()));
            } catch (InterruptedException e) {
                throw Interrupted.because(e, "failed to pull " + name);
            }
            root = known;
        }
        return known;
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        FetchedManifest known = root();
        if (known.descriptor().digest().equals(document.digest())) {
            return known.bytes();
        }
        if (document.size() > Settings.MAX_DOCUMENT) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "failed to pull %s: it has %d bytes, at most %d are supported"
                            .formatted(document.digest(), document.size(), Settings.MAX_DOCUMENT));
        }
        try {
            if (MediaTypes.isManifest(document.mediaType()) || MediaTypes.isIndex(document.mediaType())) {
                return caller.call(target, new PullManifest(target, "", document.digest()))
                        .bytes();
            }
            try (InputStream in = new BlobStream(caller, target, document)) {
                return in.readAllBytes();
            }
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to pull " + document.digest());
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE, "failed to pull %s: %s".formatted(document.digest(), e.getMessage()), e);
        }
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        try {
            return new BlobStream(caller, target, blob).begun();
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to pull blob " + blob.digest());
        }
    }

    @Override
    public String toString() {
        return "docker://" + name;
    }

    @Override
    public void close() {}
}
