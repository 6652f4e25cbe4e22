package io.atoll.registry.internal.pull;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.store.ImageStore;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.http.Redact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All an index leads to, also through others: of bounded depth, number and size. Each document is stored as soon as it is there. */
final class ManifestTree {
    static final int MAX_DEPTH = 4;
    static final int MAX_DOCUMENTS = 500;
    /** Of all documents together, in bytes. */
    static final long MAX_BYTES = 16 << 20;

    /** A manifest, as its index has it. */
    record Entry(Descriptor descriptor, Manifest manifest) {}

    private final ManifestFetcher manifests;
    private final BlobFetcher blobs;
    private final ImageStore store;
    private final PullLease lease;
    private final List<Entry> found = new ArrayList<>();
    private final Set<Digest> seen = new HashSet<>();
    private long bytes;

    ManifestTree(ManifestFetcher manifests, BlobFetcher blobs, ImageStore store, PullLease lease) {
        this.manifests = manifests;
        this.blobs = blobs;
        this.store = store;
        this.lease = lease;
    }

    /** @return the manifests, each once, in the order of the indexes */
    List<Entry> walk(FetchedManifest root) throws InterruptedException {
        document(root.descriptor(), root.bytes(), 1);
        return found;
    }

    private void document(Descriptor descriptor, byte[] content, int depth) throws InterruptedException {
        bytes += content.length;
        if (seen.size() >= MAX_DOCUMENTS || bytes > MAX_BYTES || depth > MAX_DEPTH) {
            throw ManifestTypes.unsupported(
                    "failed to pull manifest: it leads to more than %d manifests, %d bytes of them, or through more than %d indexes"
                            .formatted(MAX_DOCUMENTS, MAX_BYTES, MAX_DEPTH));
        }
        seen.add(descriptor.digest());
        String name = descriptor.digest().toString();
        if (MediaTypes.isManifest(descriptor.mediaType())) {
            Manifest manifest = OciJson.manifest(content, "manifest " + name);
            List<Digest> its = new ArrayList<>(
                    List.of(descriptor.digest(), manifest.config().digest()));
            manifest.layers().forEach(layer -> its.add(layer.digest()));
            lease.hold(its);
            found.add(new Entry(descriptor, manifest));
        } else {
            lease.hold(List.of(descriptor.digest()));
            Index index = OciJson.index(content, "index " + name);
            for (Descriptor entry : index.manifests()) {
                if (!seen.contains(entry.digest())) {
                    entry(entry, depth + 1);
                }
            }
        }
        blobs.save(new FetchedManifest(content, descriptor));
    }

    private void entry(Descriptor entry, int depth) throws InterruptedException {
        if (!MediaTypes.isManifest(entry.mediaType()) && !MediaTypes.isIndex(entry.mediaType())) {
            throw ManifestTypes.unsupported(
                    "failed to pull manifest: its index names %s of the unknown type '%s'; pull one platform with --platform"
                            .formatted(entry.digest(), Redact.text(entry.mediaType())));
        }
        byte[] content = store.hasBlob(entry) && entry.size() <= MAX_BYTES
                ? store.readBlob(entry)
                : manifests.entry(entry).bytes();
        document(entry, content, depth);
    }
}
