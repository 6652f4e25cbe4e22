package io.atoll.api.layer;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;

/**
 * A layer as it is stored.
 *
 * @param descriptor of the blob, as compressed
 * @param diffId the digest of the archive, uncompressed (image-spec 1.1 config.md#layer-diffid)
 */
public record LayerBlob(Descriptor descriptor, Digest diffId) {}
