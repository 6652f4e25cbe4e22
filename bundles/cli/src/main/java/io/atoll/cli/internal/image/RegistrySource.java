package io.atoll.cli.internal.image;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.registry.Registry;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import java.io.InputStream;
import java.util.Optional;

/** Gets blobs from where their image was pulled. An image whose name has no registry came from nowhere. */
public record RegistrySource(Registry registry, ImageStore images, RegistryAccess access) implements BlobSource {
    @Override
    public Optional<InputStream> open(Descriptor blob, String image) {
        if (image.isEmpty()) {
            return Optional.empty();
        }
        Reference reference = Reference.parse(image);
        if (reference.registry() == null) {
            return Optional.empty();
        }
        registry.fetch(reference, access, blob);
        return Optional.of(images.openBlob(blob));
    }
}
