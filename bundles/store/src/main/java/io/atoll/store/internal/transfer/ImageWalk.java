package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layout.ResolvedImage;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Blob;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.api.transfer.ImageSet.Kind;
import io.atoll.api.transfer.ImageSet.Named;
import io.atoll.api.transfer.ImageSource;
import io.atoll.store.internal.layout.ImageLimits;
import io.atoll.store.internal.layout.Resolver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds everything that images are made of, by reading their documents, and nothing else, before anything is copied. One walk. */
public final class ImageWalk {
    static final int MAX_BLOBS = 50_000;
    /** Nine petabytes: what JSON can say, and a sum that cannot overflow. */
    private static final long MAX_TOTAL = 1L << 53;

    private final SourceDocuments documents;
    private final Map<Digest, Document> found = new LinkedHashMap<>();
    private final Map<Digest, Blob> blobs = new LinkedHashMap<>();
    private long total;

    public ImageWalk(ImageSource source) {
        this.documents = new SourceDocuments(source);
    }

    /** @param platform null for everything */
    public ImageSet walk(List<Descriptor> roots, @Nullable Platform platform) {
        if (roots.size() > ImageLimits.MAX_IMAGES) {
            throw refused(
                    "there are %d images, at most %d are supported".formatted(roots.size(), ImageLimits.MAX_IMAGES));
        }
        List<Named> images = new ArrayList<>();
        for (List<Descriptor> root : platform == null ? each(roots) : alternatives(roots)) {
            Descriptor chosen = choose(root, platform);
            new OneImage().visit(chosen, 0);
            String name = root.getFirst().refName();
            images.add(new Named(chosen, name.isEmpty() ? null : name));
        }
        return new ImageSet(images, new ArrayList<>(found.values()), new ArrayList<>(blobs.values()));
    }

    private Descriptor choose(List<Descriptor> alternatives, @Nullable Platform platform) {
        Descriptor first = documents.typed(alternatives.getFirst());
        // A single image is meant whatever it runs on.
        boolean given = alternatives.size() == 1 && !MediaTypes.isIndex(first.mediaType());
        return platform == null || given ? first : nearest(alternatives, platform);
    }

    private Descriptor nearest(List<Descriptor> alternatives, Platform platform) {
        Resolver resolver = new Resolver(documents, platform);
        return resolver.resolve(alternatives)
                .map(ResolvedImage::descriptor)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "%s has no image for %s; there is: %s".formatted(documents, platform, resolver.available())));
    }

    private static List<List<Descriptor>> each(List<Descriptor> roots) {
        return roots.stream().map(List::of).toList();
    }

    /** Several of one name, or several without one that all say what they run on, are one image for several platforms. */
    private static List<List<Descriptor>> alternatives(List<Descriptor> roots) {
        Map<String, List<Descriptor>> byName = new LinkedHashMap<>();
        roots.forEach(root -> byName.computeIfAbsent(root.refName(), name -> new ArrayList<>())
                .add(root));
        List<List<Descriptor>> groups = new ArrayList<>();
        byName.forEach((name, group) -> {
            if (name.isEmpty() && group.stream().anyMatch(root -> root.platform() == null)) {
                groups.addAll(each(group));
            } else {
                groups.add(group);
            }
        });
        return groups;
    }

    private AtollException refused(String why) {
        return new AtollException(ErrorCode.INVALID, "cannot copy %s: %s".formatted(documents, why));
    }

    /** What one name means. Several may share documents, and each is to be as small as any. */
    private final class OneImage {
        private final Set<Digest> seen = new HashSet<>();

        void visit(Descriptor descriptor, int depth) {
            Descriptor document = documents.typed(descriptor);
            Document known = found.get(document.digest());
            if (known != null) {
                checkSame(known.descriptor(), document);
            }
            // Another name for it is common.
            boolean counted = known != null && depth == 0;
            if (counted || !seen.add(document.digest())) {
                return;
            }
            if (seen.size() > ImageLimits.MAX_DOCUMENTS) {
                throw refused("an image has more than %d manifests and indexes".formatted(ImageLimits.MAX_DOCUMENTS));
            }
            if (MediaTypes.isIndex(document.mediaType())) {
                checkDepth(document, depth);
                documents.index(document).manifests().forEach(child -> visit(child, depth + 1));
            } else if (known == null) {
                parts(documents.manifest(document));
            }
            found.putIfAbsent(document.digest(), new Document(document, documents.bytes(document)));
        }

        private void parts(Manifest manifest) {
            add(new Blob(manifest.config(), Kind.CONFIG));
            manifest.layers().stream()
                    .filter(layer -> layer.urls().isEmpty())
                    .forEach(layer -> add(new Blob(layer, Kind.LAYER)));
        }
    }

    private void add(Blob blob) {
        Descriptor descriptor = blob.descriptor();
        Blob known = blobs.putIfAbsent(descriptor.digest(), blob);
        if (known != null) {
            checkSame(known.descriptor(), descriptor);
            return;
        }
        total += Math.min(descriptor.size(), MAX_TOTAL + 1);
        if (blobs.size() > MAX_BLOBS || total > MAX_TOTAL) {
            throw refused("it has more than %d layers, or more than %d bytes".formatted(MAX_BLOBS, MAX_TOTAL));
        }
    }

    private static void checkSame(Descriptor one, Descriptor other) {
        if (one.size() != other.size()) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s is said to have %d bytes, and elsewhere %d".formatted(one.digest(), one.size(), other.size()));
        }
        if (isDocument(one) && isDocument(other) && !Objects.equals(one.mediaType(), other.mediaType())) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s is said to be of the type '%s', and elsewhere '%s'"
                            .formatted(one.digest(), one.mediaType(), other.mediaType()));
        }
    }

    private static boolean isDocument(Descriptor descriptor) {
        return MediaTypes.isIndex(descriptor.mediaType()) || MediaTypes.isManifest(descriptor.mediaType());
    }

    static void checkDepth(Descriptor index, int depth) {
        if (depth >= ImageLimits.MAX_NESTING) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot copy the index %s: indexes are nested more than %d deep"
                            .formatted(index.digest(), ImageLimits.MAX_NESTING));
        }
    }
}
