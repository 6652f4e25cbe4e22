package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Blob;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.TransferListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A name in the store. What it needs is leased before it is written: nobody collects it until the name is given. */
final class StoreImageTarget implements ImageTarget {
    private final ImageStore store;
    private final Reference reference;

    StoreImageTarget(ImageStore store, Reference reference) {
        this.store = store;
        this.reference = reference;
    }

    @Override
    public void write(ImageSet images, ImageSource source, TransferListener listener) {
        Descriptor root = only(images);
        List<Descriptor> needed = Stream.concat(
                        images.blobs().stream().map(Blob::descriptor),
                        images.documents().stream().map(Document::descriptor))
                .toList();
        try (TransferLease lease = new TransferLease(store, "copy")) {
            lease.hold(needed.stream().map(Descriptor::digest).toList());
            Parallel.forEach(images.blobs(), "copying " + source, blob -> copy(blob, source, listener));
            for (Document document : images.documents()) {
                write(document);
                listener.document(document.descriptor(), toString());
            }
            store.tag(reference, root.withAnnotations(Map.of()));
        }
    }

    private Descriptor only(ImageSet images) {
        if (images.images().size() != 1) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot store %d images under the one name '%s': choose one of them"
                            .formatted(images.images().size(), reference));
        }
        Descriptor root = images.images().getFirst().descriptor();
        if (reference.digest() != null && !reference.digest().equals(root.digest())) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot store the image under the name '%s': its digest is %s".formatted(reference, root.digest()));
        }
        return root;
    }

    private void copy(Blob blob, ImageSource source, TransferListener listener) throws Exception {
        Descriptor descriptor = blob.descriptor();
        if (store.hasBlob(descriptor)) {
            listener.blob(blob, true);
            return;
        }
        store.exclusively(descriptor.digest(), () -> {
            boolean there = store.hasBlob(descriptor);
            listener.blob(blob, there);
            if (!there) {
                BlobCopy.copy(descriptor, source, store::newBlob, listener);
            }
        });
    }

    private void write(Document document) {
        if (!store.hasBlob(document.descriptor())) {
            try (BlobWriter writer = store.newBlob(document.descriptor())) {
                writer.write(ByteBuffer.wrap(document.bytes()));
                writer.commit();
            }
        }
    }

    @Override
    public String toString() {
        return "'%s'".formatted(reference);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
