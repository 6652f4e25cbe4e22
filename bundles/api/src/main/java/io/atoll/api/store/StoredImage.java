package io.atoll.api.store;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image in the store.
 *
 * @param reference the name it has in the store
 * @param descriptor of the manifest
 * @param problem why the image cannot be used; then manifest and configuration are empty. Null for a good one. Only
 *     {@link ImageStore#images} gives images with a problem, so that they are seen and can be removed
 */
public record StoredImage(
        Reference reference,
        Descriptor descriptor,
        Manifest manifest,
        ImageConfig config,
        @Nullable String problem) {
    public StoredImage(Reference reference, Descriptor descriptor, Manifest manifest, ImageConfig config) {
        this(reference, descriptor, manifest, config, null);
    }

    /** An image that cannot be read. */
    public static StoredImage broken(Reference reference, Descriptor descriptor, String problem) {
        return new StoredImage(
                reference,
                descriptor,
                new Manifest(
                        descriptor.mediaType(),
                        new Descriptor(MediaTypes.OCI_CONFIG, descriptor.digest(), 0),
                        List.of()),
                ImageConfig.builder(new Platform("", "", null)).build(),
                problem);
    }

    /** The size of manifest, configuration and layers as stored, in bytes. */
    public long size() {
        return descriptor.size()
                + manifest.config().size()
                + manifest.layers().stream().mapToLong(Descriptor::size).sum();
    }
}
