package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.registry.internal.call.Origins;
import io.atoll.registry.internal.call.Target;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which other repositories of a registry may have a blob: the one it is copied from, and those that stored images are named after, for they were pulled from there or pushed to it. The store is looked
 * through when the first blob is missing.
 */
final class MountSources {
    private static final int MOST = 2;

    private final ImageStore store;
    private final Target target;
    private final @Nullable String origin;
    private @Nullable Map<Digest, Set<String>> stored;

    /** @param origin the repository of the same registry that is copied from, or null */
    MountSources(ImageStore store, Target target, @Nullable String origin) {
        this.store = store;
        this.target = target;
        this.origin = origin;
    }

    List<String> of(Descriptor blob) {
        Set<String> found = new LinkedHashSet<>();
        if (origin != null) {
            found.add(origin);
        }
        found.addAll(stored().getOrDefault(blob.digest(), Set.of()));
        found.remove(target.repository());
        return found.stream().limit(MOST).toList();
    }

    private synchronized Map<Digest, Set<String>> stored() {
        Map<Digest, Set<String>> known = stored;
        if (known == null) {
            known = new HashMap<>();
            for (StoredImage image : images()) {
                Reference reference = image.reference();
                if (target.registry().equals(reference.registry()) && image.problem() == null) {
                    String repository = Origins.repository(reference);
                    add(known, image.manifest().config(), repository);
                    for (Descriptor layer : image.manifest().layers()) {
                        add(known, layer, repository);
                    }
                }
            }
            stored = known;
        }
        return known;
    }

    /** Without the store the blobs are uploaded. */
    private List<StoredImage> images() {
        try {
            return store.images();
        } catch (AtollException e) {
            return List.of();
        }
    }

    private static void add(Map<Digest, Set<String>> known, Descriptor blob, String repository) {
        known.computeIfAbsent(blob.digest(), missing -> new LinkedHashSet<>()).add(repository);
    }
}
