package io.atoll.registry.internal.pull;

import io.atoll.api.image.Descriptor;

/** A manifest or an index as it was received: the descriptor's digest and size are those of the bytes. */
public final class FetchedManifest {
    private final byte[] bytes;
    private final Descriptor descriptor;

    public FetchedManifest(byte[] bytes, Descriptor descriptor) {
        this.bytes = bytes;
        this.descriptor = descriptor;
    }

    /** Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public Descriptor descriptor() {
        return descriptor;
    }
}
