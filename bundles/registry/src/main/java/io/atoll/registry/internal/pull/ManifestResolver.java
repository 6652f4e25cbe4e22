package io.atoll.registry.internal.pull;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.http.Redact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a name to the one manifest for a platform, through indexes. One for each pull. */
public final class ManifestResolver {
    private static final int MAX_DEPTH = 3;
    private static final int MAX_REQUESTS = 20;

    private final ManifestFetcher manifests;
    private final BlobFetcher blobs;
    private final Platform wanted;
    private final Set<String> offered = new LinkedHashSet<>();
    private int requests;

    ManifestResolver(ManifestFetcher manifests, BlobFetcher blobs, Platform wanted) {
        this.manifests = manifests;
        this.blobs = blobs;
        this.wanted = wanted;
    }

    public FetchedManifest resolve(Reference reference) throws InterruptedException {
        FetchedManifest first = manifests.root(reference);
        Optional<FetchedManifest> found = MediaTypes.isIndex(first.descriptor().mediaType())
                ? fromIndex(first, 1)
                : Optional.of(first).filter(this::suits);
        return found.orElseThrow(() ->
                ManifestTypes.unsupported("failed to pull manifest: there is no image of %s for %s; there is: %s"
                        .formatted(reference, wanted, offered.isEmpty() ? "none" : String.join(", ", offered))));
    }

    private Optional<FetchedManifest> fromIndex(FetchedManifest fetched, int depth) throws InterruptedException {
        Index index =
                OciJson.index(fetched.bytes(), "index " + fetched.descriptor().digest());
        Optional<Descriptor> best = best(index);
        if (best.isPresent()) {
            return Optional.of(fetch(best.get()));
        }
        for (Descriptor entry : index.manifests()) {
            Platform platform = entry.platform();
            boolean maybe = platform == null || wanted.accepts(platform);
            Optional<FetchedManifest> found = Optional.empty();
            if (MediaTypes.isIndex(entry.mediaType()) && maybe && depth < MAX_DEPTH) {
                found = fromIndex(fetch(entry), depth + 1);
            } else if (MediaTypes.isManifest(entry.mediaType()) && platform == null) {
                found = Optional.of(fetch(entry)).filter(this::suits);
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Descriptor> best(Index index) {
        List<Descriptor> suitable = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            Platform platform = entry.platform();
            if (platform == null || !MediaTypes.isManifest(entry.mediaType())) {
                continue;
            }
            // Attestations are listed as images for a platform that does not exist.
            if (!platform.os().equals("unknown")) {
                offered.add(Redact.text(platform.toString()));
            }
            if (wanted.accepts(platform)) {
                suitable.add(entry);
            }
        }
        // The first of equals: what the index prefers.
        return suitable.stream().min(Comparator.comparingInt(this::distance));
    }

    private int distance(Descriptor entry) {
        Platform platform = entry.platform();
        return platform == null ? Integer.MAX_VALUE : wanted.distance(platform).orElse(Integer.MAX_VALUE);
    }

    private FetchedManifest fetch(Descriptor entry) throws InterruptedException {
        if (++requests > MAX_REQUESTS) {
            throw ManifestTypes.unsupported(
                    "failed to pull manifest: its index names more than %d manifests without a platform"
                            .formatted(MAX_REQUESTS));
        }
        return manifests.entry(entry);
    }

    /** A manifest without a platform runs where its configuration says. */
    private boolean suits(FetchedManifest fetched) {
        Manifest manifest = OciJson.manifest(
                fetched.bytes(), "manifest " + fetched.descriptor().digest());
        if (!ManifestTypes.isImage(manifest)) {
            // Not found out here: what it is instead is said when it is pulled.
            return requests == 0;
        }
        try {
            Platform platform = blobs.config(manifest.config()).platform();
            if (platform.os().isEmpty() && platform.architecture().isEmpty()) {
                return true;
            }
            offered.add(Redact.text(platform.toString()));
            return wanted.accepts(platform);
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to pull manifest");
        }
    }
}
