package io.atoll.cli.internal.command;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Platform;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what is copied where to. */
final class FakeCopier implements ImageCopier {
    final List<String> copies = new ArrayList<>();
    final List<ImageTransport.Context> contexts = new ArrayList<>();
    private int open;

    /** Sources and targets that were not closed. */
    int open() {
        return open;
    }

    @Override
    public ImageSource source(ImageLocation location, ImageTransport.Context context) {
        contexts.add(context);
        open++;
        return new ImageSource() {
            @Override
            public List<Descriptor> images() {
                return List.of();
            }

            @Override
            public byte[] readDocument(Descriptor document) {
                throw new UnsupportedOperationException();
            }

            @Override
            public InputStream openBlob(Descriptor blob) {
                throw new UnsupportedOperationException();
            }

            @Override
            public String toString() {
                return location.toString();
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    @Override
    public ImageTarget target(ImageLocation location, ImageTransport.Context context) {
        contexts.add(context);
        open++;
        return new ImageTarget() {
            @Override
            public void write(ImageSet images, ImageSource source, TransferListener listener) {}

            @Override
            public String toString() {
                return location.toString();
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    @Override
    public ImageSet copy(
            ImageSource source, ImageTarget target, @Nullable Platform platform, TransferListener listener) {
        copies.add("%s to %s for %s".formatted(source, target, platform == null ? "all" : platform));
        return new ImageSet(List.of(), List.of(), List.of());
    }
}
