package io.atoll.api.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image manifest (image-spec 1.1 manifest.md, or Docker's schema 2).
 *
 * @param artifactType what an artifact that is no image is, or null
 * @param layers bottom first
 * @param subject the manifest this one is about, or null
 * @param annotations never null, unmodifiable
 */
public record Manifest(
        String mediaType,
        @Nullable String artifactType,
        Descriptor config,
        List<Descriptor> layers,
        @Nullable Descriptor subject,
        Map<String, String> annotations) {
    public Manifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /** An image's, without annotations. */
    public Manifest(String mediaType, Descriptor config, List<Descriptor> layers) {
        this(mediaType, null, config, layers, null, Map.of());
    }

    /** The same with one more layer on top. */
    public Manifest withLayer(Descriptor layer) {
        List<Descriptor> all = new ArrayList<>(layers);
        all.add(layer);
        return new Manifest(mediaType, artifactType, config, all, subject, annotations);
    }

    /** The same with another configuration. */
    public Manifest withConfig(Descriptor other) {
        return new Manifest(mediaType, artifactType, other, layers, subject, annotations);
    }
}
