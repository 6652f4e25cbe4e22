package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import java.util.HashSet;
import java.util.Set;

/** Sees to it that everything an image consists of is there, of an index every image it lists. One look, which reads the documents. */
public final class Completeness {
    private final Blobs blobs;
    private final DocumentReader documents;
    private final References references;
    private final String purpose;
    private final Set<Digest> seen = new HashSet<>();
    private int count;

    /** @param purpose what needs it all, for messages: "cannot …" */
    public Completeness(Blobs blobs, String purpose) {
        this.blobs = blobs;
        this.documents = new DocumentReader(blobs);
        this.references = new References(blobs);
        this.purpose = purpose;
    }

    /**
     * Looks on disk: what was parsed before may have been removed since. Not for what an image can be without: foreign layers, and what it is about.
     *
     * @throws AtollException NOT_FOUND if a blob is not there; CORRUPT if a document cannot be read; INVALID if there are too many documents or they are nested too deep
     */
    public void require(Descriptor root) {
        // A lone manifest may have been announced without saying what it is.
        visit(root, 0, root.mediaType().isEmpty());
    }

    private void visit(Descriptor descriptor, int depth, boolean isManifest) {
        if (!seen.add(descriptor.digest())) {
            return;
        }
        present(descriptor);
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            document(depth);
            for (Descriptor child : documents.index(descriptor).manifests()) {
                visit(child, depth + 1, false);
            }
        } else if (isManifest || MediaTypes.isManifest(descriptor.mediaType())) {
            document(depth);
            Manifest manifest = documents.manifest(descriptor);
            present(manifest.config());
            manifest.layers().stream().filter(layer -> layer.urls().isEmpty()).forEach(this::present);
        } else if (References.isDocument(descriptor)) {
            document(depth);
            for (References.Child child : references.children(descriptor)) {
                if (!child.isOptional()) {
                    visit(child.descriptor(), depth + 1, false);
                }
            }
        }
    }

    private void document(int depth) {
        if (depth > ImageLimits.MAX_NESTING) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot %s: indexes are nested more than %d deep".formatted(purpose, ImageLimits.MAX_NESTING));
        }
        if (++count > ImageLimits.MAX_DOCUMENTS) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot %s: it has more than %d manifests and indexes"
                            .formatted(purpose, ImageLimits.MAX_DOCUMENTS));
        }
    }

    private void present(Descriptor blob) {
        if (!blobs.has(blob)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "cannot %s: its blob %s is not in the store".formatted(purpose, blob.digest()));
        }
    }
}
