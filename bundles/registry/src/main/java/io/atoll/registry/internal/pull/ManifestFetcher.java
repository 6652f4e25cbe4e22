package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Redact;

/** Manifests and indexes of one repository, each what it is announced as. */
final class ManifestFetcher {
    private final EndpointCaller caller;
    private final Target target;

    ManifestFetcher(EndpointCaller caller, Target target) {
        this.caller = caller;
        this.target = target;
    }

    /** What a name means. */
    FetchedManifest root(Reference reference) throws InterruptedException {
        String tag = reference.tag() == null ? "latest" : reference.tag();
        return caller.call(target, new PullManifest(target, tag, reference.digest()));
    }

    /** What an entry of an index means. */
    FetchedManifest entry(Descriptor entry) throws InterruptedException {
        FetchedManifest fetched = caller.call(target, new PullManifest(target, "", entry.digest()));
        if (fetched.bytes().length != entry.size()) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "failed to pull manifest: the index says that %s has %d bytes, it has %d"
                            .formatted(entry.digest(), entry.size(), fetched.bytes().length));
        }
        if (!fetched.descriptor().mediaType().equals(entry.mediaType())) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "failed to pull manifest: the index says that %s is '%s', it is '%s'"
                            .formatted(
                                    entry.digest(),
                                    Redact.text(entry.mediaType()),
                                    fetched.descriptor().mediaType()));
        }
        return fetched;
    }
}
