package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.transfer.ImageSet;
import java.util.ArrayList;
import java.util.List;

/** An image of layers of 10 MB, 20 MB, 30 MB… whose digests begin with their number. */
final class TestImage {
    final Descriptor descriptor = new Descriptor(MediaTypes.OCI_MANIFEST, digest(0xabc), 500);
    final Descriptor config = new Descriptor(MediaTypes.OCI_CONFIG, digest(0xc0f), 1500);
    final List<Descriptor> layers = new ArrayList<>();

    TestImage(int count) {
        for (int i = 1; i <= count; i++) {
            layers.add(new Descriptor(MediaTypes.OCI_LAYER_GZIP, digest(i), 10_000_000L * i));
        }
    }

    Descriptor layer(int number) {
        return layers.get(number - 1);
    }

    Manifest manifest() {
        return new Manifest(MediaTypes.OCI_MANIFEST, config, layers);
    }

    ImageSet set() {
        List<ImageSet.Blob> blobs = new ArrayList<>();
        blobs.add(new ImageSet.Blob(config, ImageSet.Kind.CONFIG));
        layers.forEach(layer -> blobs.add(new ImageSet.Blob(layer, ImageSet.Kind.LAYER)));
        return new ImageSet(List.of(new ImageSet.Named(descriptor, null)), List.of(), blobs);
    }

    private static Digest digest(int number) {
        return Digest.parse("sha256:%03x%061d".formatted(number, 0));
    }
}
