package io.atoll.cli.internal.image;

import io.atoll.api.image.Descriptor;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/** Notes where a pushed image is, and passes everything on. */
final class PushedPlaces implements TransferListener {
    private final TransferListener next;
    private boolean single;
    private @Nullable Descriptor configuration;
    private @Nullable String config;
    private @Nullable String manifest;

    PushedPlaces(TransferListener next) {
        this.next = next;
    }

    /** Lines to come after others; of an index, which has as many configurations as images, only where it is itself. */
    synchronized String text() {
        return (manifest == null ? "" : "\n  manifest: " + manifest)
                + (config == null || !single ? "" : "\n  config:   " + config);
    }

    @Override
    public void planned(ImageSet images) {
        synchronized (this) {
            single = images.documents().size() == 1;
            configuration = images.blobs().stream()
                    .filter(blob -> blob.kind() == ImageSet.Kind.CONFIG)
                    .map(ImageSet.Blob::descriptor)
                    .findFirst()
                    .orElse(null);
        }
        next.planned(images);
    }

    @Override
    public void blob(ImageSet.Blob blob, boolean there) {
        next.blob(blob, there);
    }

    @Override
    public void copied(Descriptor blob, long count) {
        next.copied(blob, count);
    }

    @Override
    public void complete(Descriptor blob) {
        next.complete(blob);
    }

    /** What is written last is what has the name. */
    @Override
    public void document(Descriptor document, String place) {
        synchronized (this) {
            if (document.equals(configuration)) {
                config = place;
            } else {
                manifest = place;
            }
        }
        next.document(document, place);
    }
}
