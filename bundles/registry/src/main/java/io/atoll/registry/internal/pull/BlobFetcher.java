package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Blobs of one repository, from the store where it has them. */
public final class BlobFetcher {
    private final EndpointCaller caller;
    private final Target target;
    private final ImageStore store;

    public BlobFetcher(EndpointCaller caller, Target target, ImageStore store) {
        this.caller = caller;
        this.target = target;
        this.store = store;
    }

    /** Afterwards the blob is in the store. Whoever else wants it, in another engine too, waits and finds it there. */
    public void fetch(Descriptor blob, String kind, LongConsumer progress) throws InterruptedException {
        boolean unused = fetch(blob, kind, true, () -> store.newBlob(blob), progress);
    }

    /** The same, but not from where else the blob may be. */
    void fromRegistry(Descriptor blob, String kind, LongConsumer progress) throws InterruptedException {
        boolean unused = fetch(blob, kind, false, () -> store.newBlob(blob), progress);
    }

    /**
     * The same for a layer, which is extracted while it comes.
     *
     * @return false if the blob was there, or came by somebody else: then the layer may not be extracted
     */
    boolean layer(Descriptor blob, Digest diffId, LongConsumer progress) throws InterruptedException {
        return fetch(blob, "layer", true, () -> store.newLayerBlob(blob, diffId), progress);
    }

    private boolean fetch(
            Descriptor blob, String kind, boolean anywhere, Supplier<BlobWriter> writers, LongConsumer progress)
            throws InterruptedException {
        AtomicBoolean fetched = new AtomicBoolean();
        if (!store.hasBlob(blob)) {
            store.<InterruptedException>exclusively(blob.digest(), () -> {
                if (!store.hasBlob(blob)) {
                    download(blob, "failed to pull %s %s".formatted(kind, blob.digest()), anywhere, writers, progress);
                    fetched.set(true);
                }
            });
        }
        return fetched.get();
    }

    private void download(
            Descriptor blob, String failure, boolean anywhere, Supplier<BlobWriter> writers, LongConsumer progress)
            throws InterruptedException {
        try {
            new BlobDownload(caller, target, blob, failure, null, progress).run(writers);
        } catch (AtollException e) {
            if (!anywhere || e.code() != ErrorCode.NOT_FOUND || blob.urls().isEmpty()) {
                throw e;
            }
            new OtherPlaces(target, blob, failure)
                    .tryInTurn(place -> new BlobDownload(caller, target, blob, failure, place, progress).run(writers));
        }
    }

    /** Afterwards the manifest or index is in the store. */
    public void manifest(Descriptor blob) throws InterruptedException {
        if (!store.hasBlob(blob)) {
            save(caller.call(target, new PullManifest(target, "", blob.digest())));
        }
    }

    /** The bytes as received: their digest is the image's. */
    public void save(FetchedManifest fetched) {
        if (!store.hasBlob(fetched.descriptor())) {
            try (BlobWriter writer = store.newBlob(fetched.descriptor())) {
                writer.write(ByteBuffer.wrap(fetched.bytes()));
                writer.commit();
            }
        }
    }

    public ImageConfig config(Descriptor blob) throws InterruptedException {
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
