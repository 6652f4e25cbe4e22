package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layout.ResolvedImage;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the image for a platform among descriptors and what the indexes among them list: the nearest (see {@link Platform#distance}), of equals the first.
 * One search.
 */
public final class Resolver {
    private static final int MAX_SHOWN = 10;
    /** Of a manifest that says nowhere what it runs on. */
    private static final int ANYTHING = Integer.MAX_VALUE - 1;

    private final ImageDocuments documents;
    /** Null for any. */
    private final @Nullable Platform wanted;

    private final Set<Digest> indexes = new HashSet<>();
    private final Set<String> offered = new LinkedHashSet<>();
    private int distance = Integer.MAX_VALUE;
    private @Nullable Descriptor best;
    private @Nullable Descriptor bestIndex;
    /** What could not be read, if the image is not found elsewhere. */
    private @Nullable AtollException problem;

    public Resolver(ImageDocuments documents, @Nullable Platform wanted) {
        this.documents = documents;
        this.wanted = wanted;
    }

    /** For the first image there is, whatever it runs on. */
    static Resolver ofAny(ImageDocuments documents) {
        return new Resolver(documents, null);
    }

    /** @return empty if there is none */
    public Optional<ResolvedImage> resolve(List<Descriptor> roots) {
        for (Descriptor root : roots) {
            visit(root, null, 0);
            if (distance == 0) {
                break;
            }
        }
        Descriptor found = best;
        if (found != null) {
            Manifest manifest = documents.manifest(found);
            return Optional.of(new ResolvedImage(found, manifest, bestIndex));
        }
        if (problem != null) {
            throw problem;
        }
        return Optional.empty();
    }

    /** What there is instead, for people: at most ten. */
    public String available() {
        if (offered.isEmpty()) {
            return "(no platform info)";
        }
        String shown = String.join(", ", offered.stream().limit(MAX_SHOWN).toList());
        return offered.size() > MAX_SHOWN ? shown + ", ..." : shown;
    }

    private void visit(Descriptor descriptor, @Nullable Descriptor index, int depth) {
        Platform platform = descriptor.platform();
        if (platform != null && distance(platform).isEmpty()) {
            offer(platform);
            return;
        }
        try {
            Descriptor document = descriptor.mediaType().isEmpty() ? documents.typed(descriptor) : descriptor;
            if (MediaTypes.isIndex(document.mediaType())) {
                visitIndex(document, depth);
            } else if (MediaTypes.isManifest(document.mediaType())
                    || document.mediaType().isEmpty()) {
                visitManifest(document, index);
            }
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.INVALID) {
                throw e;
            }
            problem = problem == null ? e : problem;
        }
    }

    private void visitIndex(Descriptor descriptor, int depth) {
        if (depth == ImageLimits.MAX_NESTING) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "cannot read the index %s: indexes are nested more than %d deep"
                            .formatted(descriptor.digest(), ImageLimits.MAX_NESTING));
        }
        if (!indexes.add(descriptor.digest())) {
            return;
        }
        for (Descriptor child : documents.index(descriptor).manifests()) {
            visit(child, descriptor, depth + 1);
            if (distance == 0) {
                return;
            }
        }
    }

    private void visitManifest(Descriptor descriptor, @Nullable Descriptor index) {
        int its = distance(descriptor);
        if (its >= distance) {
            return;
        }
        if (!documents.has(descriptor)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "the manifest %s for %s is listed but its blob is not there: fetch the image again"
                            .formatted(descriptor.digest(), wanted == null ? "any platform" : wanted));
        }
        distance = its;
        best = descriptor;
        bestIndex = index;
    }

    private int distance(Descriptor descriptor) {
        Platform platform = descriptor.platform();
        if (platform == null || wanted == null) {
            Manifest manifest = documents.manifest(descriptor);
            if (!DocumentReader.isImageConfig(manifest.config())) {
                return Integer.MAX_VALUE;
            }
            platform = platform == null ? documents.config(manifest.config()).platform() : platform;
            if (platform.os().isEmpty() && platform.architecture().isEmpty()) {
                return ANYTHING;
            }
        }
        OptionalInt its = distance(platform);
        if (its.isEmpty()) {
            offer(platform);
        }
        return its.orElse(Integer.MAX_VALUE);
    }

    private OptionalInt distance(Platform platform) {
        if (wanted != null) {
            return wanted.distance(platform);
        }
        return isNobodys(platform) ? OptionalInt.empty() : OptionalInt.of(0);
    }

    /** Attestations are listed as images for a platform that does not exist. */
    private static boolean isNobodys(Platform platform) {
        return platform.os().equals("unknown");
    }

    private void offer(Platform platform) {
        if (offered.size() <= MAX_SHOWN && !isNobodys(platform)) {
            offered.add(platform.toString());
        }
    }
}
