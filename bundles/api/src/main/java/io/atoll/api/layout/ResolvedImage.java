package io.atoll.api.layout;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The image found for a platform.
 *
 * @param descriptor of the manifest
 * @param index the index it was found in, the innermost, for {@link ImageLayout#readIndex}; null if {@code index.json} names the manifest itself
 */
public record ResolvedImage(
        Descriptor descriptor, Manifest manifest, @Nullable Descriptor index) {}
