package io.atoll.api.layout;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerBlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An image that is being put together: a configuration and layers whose blobs are stored already. Immutable; every {@code push} gives the next.
 *
 * @param layers bottom first, as many as {@code config} has diff-ids
 * @param annotations of the manifest
 */
public record ImageDraft(ImageConfig config, List<Descriptor> layers, Map<String, String> annotations) {
    public ImageDraft {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /** One without layers; the first that is pushed is the root file system. */
    public static ImageDraft of(ImageConfig config) {
        return new ImageDraft(config, List.of(), Map.of());
    }

    /** What is there already, to build upon. */
    public static ImageDraft of(Manifest manifest, ImageConfig config) {
        return new ImageDraft(config, manifest.layers(), manifest.annotations());
    }

    /** A layer on top, of which nothing more is known. */
    public ImageDraft push(LayerBlob layer) {
        return push(layer, Map.of(), History.EMPTY);
    }

    /**
     * A layer on top.
     *
     * @param more annotations of its descriptor
     * @param step its history, as it is; nothing is added
     */
    public ImageDraft push(LayerBlob layer, Map<String, String> more, History step) {
        List<Descriptor> all = new ArrayList<>(layers);
        all.add(more.isEmpty() ? layer.descriptor() : layer.descriptor().withAnnotations(more));
        return new ImageDraft(config.withLayer(layer.diffId(), step), all, annotations);
    }

    /** The same with another configuration, which has the same layers. */
    public ImageDraft withConfig(ImageConfig other) {
        return new ImageDraft(other, layers, annotations);
    }

    /** The same with these annotations of the manifest. */
    public ImageDraft withAnnotations(Map<String, String> others) {
        return new ImageDraft(config, layers, others);
    }

    /**
     * The manifest.
     *
     * @param stored the configuration's blob
     */
    public Manifest manifest(Descriptor stored) {
        return new Manifest(MediaTypes.OCI_MANIFEST, null, stored, layers, null, annotations);
    }
}
