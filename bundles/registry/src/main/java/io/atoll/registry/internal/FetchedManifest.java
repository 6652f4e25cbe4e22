package io.atoll.registry.internal;

import io.atoll.api.image.Descriptor;

/** A manifest or an index as it was received: the descriptor's digest and size are those of the bytes. */
final class FetchedManifest {
    private final byte[] bytes;
    private final Descriptor descriptor;

    FetchedManifest(byte[] bytes, Descriptor descriptor) {
        this.bytes = bytes;
        this.descriptor = descriptor;
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    Descriptor descriptor() {
        return descriptor;
    }
}
