package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.layout.ImageLayouts;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Blob;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.api.transfer.ImageSet.Named;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.TransferListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A layout, made if it is not there. Without a tag images have the names they have where they come from. */
final class LayoutTarget implements ImageTarget {
    private final ImageLayouts layouts;
    private final Path directory;
    private final @Nullable String tag;
    private final String shown;

    LayoutTarget(ImageLayouts layouts, Path directory, @Nullable String tag, String shown) {
        this.layouts = layouts;
        this.directory = directory;
        this.tag = tag;
        this.shown = shown;
    }

    @Override
    public void write(ImageSet images, ImageSource source, TransferListener listener) {
        if (tag != null && images.images().size() != 1) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot write %d images as '%s': leave the name out, or choose one of them"
                            .formatted(images.images().size(), tag));
        }
        try (ImageLayout layout = layouts.ensure(directory)) {
            Parallel.forEach(images.blobs(), "copying " + source, blob -> copy(layout, blob, source, listener));
            for (Document document : images.documents()) {
                write(layout, document);
                listener.document(document.descriptor(), shown);
            }
            for (Named image : images.images()) {
                Descriptor root = image.descriptor().withAnnotations(Map.of());
                layout.insert(root, tag == null ? image.name() : tag, null);
            }
        }
    }

    private static void copy(ImageLayout layout, Blob blob, ImageSource source, TransferListener listener)
            throws IOException {
        boolean there = layout.hasBlob(blob.descriptor());
        listener.blob(blob, there);
        if (!there) {
            BlobCopy.copy(blob.descriptor(), source, layout::newBlob, listener);
        }
    }

    private static void write(ImageLayout layout, Document document) {
        if (!layout.hasBlob(document.descriptor())) {
            try (BlobWriter writer = layout.newBlob(document.descriptor())) {
                writer.write(ByteBuffer.wrap(document.bytes()));
                writer.commit();
            }
        }
    }

    @Override
    public String toString() {
        return shown;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
