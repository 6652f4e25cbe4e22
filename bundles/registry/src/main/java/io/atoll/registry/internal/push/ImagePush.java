package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.TransferListener;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.threads.Workers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One push. The name is the last thing that is written: until then the repository has nothing but blobs and manifests that nobody asks for. */
public final class ImagePush {
    private final EndpointCaller caller;
    private final ImageStore store;
    private final Settings settings;
    private final UploadLocks locks;

    public ImagePush(EndpointCaller caller, ImageStore store, Settings settings, UploadLocks locks) {
        this.caller = caller;
        this.store = store;
        this.settings = settings;
        this.locks = locks;
    }

    /** @param origin the repository of the same registry that is copied from, or null */
    public void run(
            Target target,
            Reference name,
            ImageSet images,
            ImageSource source,
            @Nullable String origin,
            TransferListener listener)
            throws InterruptedException {
        Descriptor root = root(name, images);
        BlobPusher pusher =
                new BlobPusher(caller, target, locks, new MountSources(store, target, origin), source, listener);
        try (Workers workers = new Workers("atoll-push-", settings.parallel(), "failed to push " + name)) {
            for (ImageSet.Blob blob : images.blobs()) {
                workers.run(() -> pusher.push(blob));
            }
            workers.await();
        }
        for (ImageSet.Document document : images.documents()) {
            if (!document.descriptor().digest().equals(root.digest())) {
                push(target, document, null, listener);
            }
        }
        for (ImageSet.Document document : images.documents()) {
            if (document.descriptor().digest().equals(root.digest())) {
                push(target, document, name.tag(), listener);
                return;
            }
        }
        throw new AtollException(
                ErrorCode.CORRUPT, "cannot push %s: its manifest %s is missing".formatted(name, root.digest()));
    }

    /** What gets the name. */
    private static Descriptor root(Reference name, ImageSet images) {
        if (images.images().size() != 1) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot push %d images as %s: choose one of them"
                            .formatted(images.images().size(), name));
        }
        Descriptor root = images.images().getFirst().descriptor();
        Digest wanted = name.digest();
        if (wanted != null && !wanted.equals(root.digest())) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot push %s as %s: that is the digest of another image; leave it out, or give a tag"
                            .formatted(root.digest(), name));
        }
        return root;
    }

    private void push(Target target, ImageSet.Document document, @Nullable String tag, TransferListener listener)
            throws InterruptedException {
        Descriptor descriptor = document.descriptor();
        String name = tag == null ? descriptor.digest().toString() : tag;
        boolean listed = caller.call(
                target, new PushManifest(target, name, descriptor.digest(), descriptor.mediaType(), document.bytes()));
        if (!listed) {
            Optional<Digest> subject = ReferrersTag.subject(document);
            if (subject.isPresent()) {
                new ReferrersTag(caller, target, locks).add(subject.get(), document);
            }
        }
        listener.document(
                descriptor,
                target.origin() + "/v2/%s/manifests/%s".formatted(target.repository(), descriptor.digest()));
    }
}
