package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
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

/** Notes what is copied where; blobs are told of in the wrong order, as parallel ones may be. */
final class FakePushes implements ImageCopier {
    record Copied(String from, String to, @Nullable Platform platform) {}

    final List<Copied> copied = new ArrayList<>();
    final List<ImageTransport.Context> contexts = new ArrayList<>();

    @Nullable
    AtollException failure;

    private final FakeImages images;

    FakePushes(FakeImages images) {
        this.images = images;
    }

    @Override
    public ImageSource source(ImageLocation location, ImageTransport.Context context) {
        contexts.add(context);
        return new Source(location.toString());
    }

    @Override
    public ImageTarget target(ImageLocation location, ImageTransport.Context context) {
        contexts.add(context);
        return new Target(location.toString());
    }

    @Override
    public ImageSet copy(
            ImageSource source, ImageTarget target, @Nullable Platform platform, TransferListener listener) {
        copied.add(new Copied(source.toString(), target.toString(), platform));
        if (failure != null) {
            throw failure;
        }
        String name = source.toString().substring("atoll:".length());
        StoredImage image = images.find(Reference.parse(name)).orElseThrow();
        List<ImageSet.Blob> blobs = new ArrayList<>();
        blobs.add(new ImageSet.Blob(image.manifest().config(), ImageSet.Kind.CONFIG));
        image.manifest().layers().forEach(layer -> blobs.add(new ImageSet.Blob(layer, ImageSet.Kind.LAYER)));
        ImageSet set = new ImageSet(
                List.of(new ImageSet.Named(image.descriptor(), name)),
                List.of(new ImageSet.Document(image.descriptor(), new byte[0])),
                blobs);
        listener.planned(set);
        for (ImageSet.Blob blob : blobs.reversed()) {
            listener.blob(blob, blob.kind() == ImageSet.Kind.CONFIG);
            listener.complete(blob.descriptor());
        }
        listener.document(image.manifest().config(), "http://r/v2/app/blobs/c");
        listener.document(image.descriptor(), "http://r/v2/app/manifests/m");
        return set;
    }

    private record Source(String name) implements ImageSource {
        @Override
        public List<Descriptor> images() {
            return List.of();
        }

        @Override
        public byte[] readDocument(Descriptor document) {
            throw new AtollException(ErrorCode.NOT_FOUND, "nothing here");
        }

        @Override
        public InputStream openBlob(Descriptor blob) {
            return InputStream.nullInputStream();
        }

        @Override
        public String toString() {
            return name;
        }

        @Override
        public void close() {}
    }

    private record Target(String name) implements ImageTarget {
        @Override
        public void write(ImageSet set, ImageSource source, TransferListener listener) {}

        @Override
        public String toString() {
            return name;
        }

        @Override
        public void close() {}
    }
}
