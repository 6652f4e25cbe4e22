package io.atoll.api.transfer;

import io.atoll.api.image.Descriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that are copied together.
 *
 * @param images what gets a name; a subset of the documents
 * @param documents manifests and indexes, each once, what is referred to before what refers to it
 * @param blobs configurations and layers, each once, in the order of the manifests: configuration, then layers bottom first. Layers that are somewhere else by their nature
 *     ({@link Descriptor#urls}, foreign layers) are not among them
 */
public record ImageSet(List<Named> images, List<Document> documents, List<Blob> blobs) {
    public ImageSet {
        images = List.copyOf(images);
        documents = List.copyOf(documents);
        blobs = List.copyOf(blobs);
    }

    /**
     * An image.
     *
     * @param name in the place it comes from, or null
     */
    public record Named(Descriptor descriptor, @Nullable String name) {}

    /**
     * A manifest or an index.
     *
     * @param bytes as received: their digest is the descriptor's. Not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy of each would be for nothing.
    public record Document(Descriptor descriptor, byte[] bytes) {}

    /** What a blob is. */
    public enum Kind {
        CONFIG,
        LAYER
    }

    /** A blob. */
    public record Blob(Descriptor descriptor, Kind kind) {}
}
