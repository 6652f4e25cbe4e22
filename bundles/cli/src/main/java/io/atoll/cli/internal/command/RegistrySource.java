package io.atoll.cli.internal.command;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.Registry;
import io.atoll.api.store.ImageStore;
import java.io.InputStream;
import java.util.Optional;

/** Gets blobs from where their image was pulled. An image whose name has no registry came from nowhere. */
record RegistrySource(Registry registry, ImageStore images, boolean insecure) implements BlobSource {
    @Override
    public Optional<InputStream> open(Descriptor blob, String image) {
        if (image.isEmpty()) {
            return Optional.empty();
        }
        Reference reference = Reference.parse(image);
        if (reference.registry() == null) {
            return Optional.empty();
        }
        registry.fetch(new PullRequest(reference, Platform.host(), null, insecure), blob);
        return Optional.of(images.openBlob(blob));
    }
}
