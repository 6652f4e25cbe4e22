package io.atoll.api.image;

import java.util.List;

/** An image index (image-spec 1.1 image-index.md, or Docker's manifest list). */
public record Index(String mediaType, List<Descriptor> manifests) {
    public Index {
        manifests = List.copyOf(manifests);
    }
}
