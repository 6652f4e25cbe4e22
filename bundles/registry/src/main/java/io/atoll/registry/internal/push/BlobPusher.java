package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.TransferListener;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Permit;
import io.atoll.registry.internal.call.Target;
import java.util.Optional;

/** Brings blobs to one repository: not if it has them, without sending them if the registry has them elsewhere, else by uploading them. For several threads. */
final class BlobPusher {
    private final EndpointCaller caller;
    private final Target target;
    private final UploadLocks locks;
    private final MountSources elsewhere;
    private final ImageSource source;
    private final TransferListener listener;

    BlobPusher(
            EndpointCaller caller,
            Target target,
            UploadLocks locks,
            MountSources elsewhere,
            ImageSource source,
            TransferListener listener) {
        this.caller = caller;
        this.target = target;
        this.locks = locks;
        this.elsewhere = elsewhere;
        this.source = source;
        this.listener = listener;
    }

    void push(ImageSet.Blob blob) throws InterruptedException {
        Descriptor descriptor = blob.descriptor();
        UploadLocks.Held held = locks.hold(target, descriptor.digest());
        try {
            boolean there = caller.call(target, new BlobExists(target, descriptor));
            listener.blob(blob, there);
            if (!there) {
                Permit permit = caller.write(target);
                try (permit) {
                    bring(descriptor);
                }
            }
            if (blob.kind() == ImageSet.Kind.CONFIG) {
                listener.document(
                        descriptor,
                        target.origin() + "/v2/%s/blobs/%s".formatted(target.repository(), descriptor.digest()));
            }
            listener.complete(descriptor);
        } finally {
            held.close();
        }
    }

    private void bring(Descriptor blob) throws InterruptedException {
        Optional<UploadSession> session = Optional.empty();
        for (String repository : elsewhere.of(blob)) {
            session.ifPresent(unused -> caller.forget(target, target.pushScope(), unused.location()));
            Optional<UploadSession> begun;
            try {
                begun = caller.call(target, new StartUpload(target, blob, repository));
            } catch (AtollException e) {
                if (e.code() == ErrorCode.UNAVAILABLE) {
                    throw e;
                }
                // A registry that does not know mounting, or a repository that is not ours to read.
                session = Optional.empty();
                continue;
            }
            if (begun.isEmpty()) {
                listener.copied(blob, blob.size());
                return;
            }
            session = begun;
        }
        try (BlobBody body = new BlobBody(source, blob, count -> listener.copied(blob, count))) {
            new BlobUpload(caller, target, blob, body, session).run();
        } catch (AtollException e) {
            throw BlobUpload.because(e, blob);
        }
    }
}
