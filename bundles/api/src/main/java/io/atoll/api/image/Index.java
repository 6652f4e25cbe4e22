package io.atoll.api.image;

import java.util.List;
import java.util.Map;

/**
 * An image index (image-spec 1.1 image-index.md, or Docker's manifest list).
 *
 * @param annotations never null, unmodifiable
 */
public record Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {
    public Index {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    public Index(String mediaType, List<Descriptor> manifests) {
        this(mediaType, manifests, Map.of());
    }
}
