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
 * @param root what the name means: the manifest, or an index that leads to it
 * @param descriptor of the manifest: of an index, the one for the platform that was asked for
 * @param problem why the image cannot be used; then manifest and configuration are empty. Null for a good one. Only
 *     {@link ImageStore#images}, and {@link ImageStore#tag} of an index without images, give images with a problem, so that they are seen and can be removed
 */
public record StoredImage(
        Reference reference,
        Descriptor root,
        Descriptor descriptor,
        Manifest manifest,
        ImageConfig config,
        @Nullable String problem) {
    public StoredImage(Reference reference, Descriptor descriptor, Manifest manifest, ImageConfig config) {
        this(reference, descriptor, descriptor, manifest, config, null);
    }

    /** Whether the name means an index: images for several platforms. */
    public boolean isIndex() {
        return MediaTypes.isIndex(root.mediaType());
    }

    /** An image that cannot be read. */
    public static StoredImage broken(Reference reference, Descriptor descriptor, String problem) {
        return new StoredImage(
                reference,
                descriptor,
                descriptor,
                new Manifest(
                        descriptor.mediaType(),
                        new Descriptor(MediaTypes.OCI_CONFIG, descriptor.digest(), 0),
                        List.of()),
                ImageConfig.builder(new Platform("", "", null)).build(),
                problem);
    }

    /** The size of manifest, configuration and layers as stored, in bytes; of an index, of the one image that was chosen. */
    public long size() {
        return descriptor.size()
                + manifest.config().size()
                + manifest.layers().stream().mapToLong(Descriptor::size).sum();
    }
}
