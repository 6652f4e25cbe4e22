package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the image for a platform, also from nested indexes: the nearest, of equals the first. One choice. */
final class PlatformChoice {
    private static final int MAX_SHOWN = 20;
    /** Of an image that says nowhere what it runs on. */
    private static final int ANYTHING = Integer.MAX_VALUE - 1;

    private final SourceDocuments documents;
    private final Platform wanted;
    private final Set<Digest> seen = new HashSet<>();
    private final Set<String> offered = new LinkedHashSet<>();
    private int distance = Integer.MAX_VALUE;
    private @Nullable Descriptor best;

    PlatformChoice(SourceDocuments documents, Platform wanted) {
        this.documents = documents;
        this.wanted = wanted;
    }

    /** @throws AtollException NOT_FOUND if there is none */
    Descriptor choose(List<Descriptor> candidates) {
        candidates.forEach(candidate -> visit(candidate, 0));
        Descriptor chosen = best;
        if (chosen == null) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "%s has no image for %s; there is: %s"
                            .formatted(documents, wanted, offered.isEmpty() ? "none" : String.join(", ", offered)));
        }
        return chosen;
    }

    private void visit(Descriptor candidate, int depth) {
        Platform platform = candidate.platform();
        if (distance == 0 || (platform != null && !suits(platform))) {
            return;
        }
        String type = candidate.mediaType();
        if (!type.isEmpty() && !MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
            return;
        }
        Descriptor typed = documents.typed(candidate);
        if (MediaTypes.isIndex(typed.mediaType())) {
            ImageWalk.checkDepth(typed, depth);
            if (seen.add(typed.digest())) {
                documents.index(typed).manifests().forEach(child -> visit(child, depth + 1));
            }
            return;
        }
        Platform its = platform == null ? documents.platform(documents.manifest(typed)) : platform;
        int away = its.os().isEmpty() && its.architecture().isEmpty()
                ? ANYTHING
                : suits(its) ? wanted.distance(its).orElseThrow() : Integer.MAX_VALUE;
        if (away < distance) {
            distance = away;
            best = typed;
        }
    }

    private boolean suits(Platform platform) {
        if (wanted.accepts(platform)) {
            return true;
        }
        // Attestations are listed as images for a platform that does not exist.
        if (offered.size() < MAX_SHOWN && !platform.os().equals("unknown")) {
            offered.add(platform.toString());
        }
        return false;
    }
}
