package io.atoll.api.store;

import io.atoll.api.image.Digest;
import java.nio.file.Path;

/**
 * An extracted layer, complete and never changed.
 *
 * @param directory its tree. Deleted names are character devices 0:0, opaque directories carry the extended attribute
 *     {@code trusted.overlay.opaque=y}: the form of the kernel's overlay
 */
public record Layer(Digest diffId, Path directory) {}
