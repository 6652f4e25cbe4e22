package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.store.ImageStore;
import io.atoll.json.OciJson;
import java.util.function.LongConsumer;

/** Blobs of one repository, from the store where it has them. */
final class BlobFetcher {
    private final EndpointCaller caller;
    private final Target target;
    private final ImageStore store;
    private final DigestLocks locks;

    BlobFetcher(EndpointCaller caller, Target target, ImageStore store, DigestLocks locks) {
        this.caller = caller;
        this.target = target;
        this.store = store;
        this.locks = locks;
    }

    /** Afterwards the blob is in the store. */
    void fetch(Descriptor blob, String kind, LongConsumer progress) throws InterruptedException {
        locks.alone(blob.digest(), () -> {
            if (!store.hasBlob(blob)) {
                caller.call(target, new PullBlob(target, blob, kind, store, progress));
            }
        });
    }

    ImageConfig config(Descriptor blob) throws InterruptedException {
        if (blob.size() > Settings.MAX_DOCUMENT) {
            throw ManifestTypes.unsupported("failed to pull config %s: it has %d bytes, at most %d are supported"
                    .formatted(blob.digest(), blob.size(), Settings.MAX_DOCUMENT));
        }
        fetch(blob, "config", received -> {});
        try {
            return OciJson.config(store.readBlob(blob), blob.digest().toString());
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT) {
                throw e;
            }
            throw new AtollException(ErrorCode.CORRUPT, "invalid image config JSON: " + e.getMessage(), e);
        }
    }
}
