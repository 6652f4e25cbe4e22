package io.atoll.api.image;

import java.util.List;

/**
 * An image manifest (image-spec 1.1 manifest.md, or Docker's schema 2).
 *
 * @param layers bottom first
 */
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers) {
    public Manifest {
        layers = List.copyOf(layers);
    }
}
