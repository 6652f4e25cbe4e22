package io.atoll.store.internal.garbage;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Layer;
import io.atoll.json.Json;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.References;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What descriptors lead to: blobs, and layers. Follows every descriptor in a document that is one of the image
 * specification's, so that nested indexes and artifacts others put into the layout are kept too.
 */
public final class Reachable {
    private final Blobs blobs;
    private final Map<Digest, Long> found = new HashMap<>();
    private final Set<Digest> documents = new HashSet<>();
    private final Set<Digest> layers = new HashSet<>();
    private boolean complete = true;

    private Reachable(Blobs blobs) {
        this.blobs = blobs;
    }

    public static Reachable from(List<Descriptor> roots, Blobs blobs) {
        Reachable reachable = new Reachable(blobs);
        reachable.follow(roots);
        return reachable;
    }

    public Set<Digest> blobs() {
        return found.keySet();
    }

    /** Manifests, indexes and configurations: what has been read. */
    Set<Digest> documents() {
        return documents;
    }

    /** What may name an extracted layer: each diff-id, and each chain-id of it with those below. */
    public Set<Digest> layers() {
        return layers;
    }

    /** Whether every document could be read: else it may lead to more. */
    boolean isComplete() {
        return complete;
    }

    /** Both: no blob has the digest of another's archive. */
    public Set<Digest> all() {
        Set<Digest> all = new HashSet<>(found.keySet());
        all.addAll(layers);
        return all;
    }

    private void follow(List<Descriptor> roots) {
        Deque<Descriptor> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Descriptor descriptor = open.pop();
            if (found.putIfAbsent(descriptor.digest(), descriptor.size()) == null
                    && References.isDocument(descriptor)) {
                documents.add(descriptor.digest());
                read(descriptor, open);
            }
        }
    }

    private void read(Descriptor descriptor, Deque<Descriptor> open) {
        JsonNode node;
        try {
            node = Json.parse(blobs.read(descriptor), descriptor.digest().toString());
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.CORRUPT) {
                // Damaged: nobody can know what it led to, and pulling it again brings that back too.
                complete = false;
                return;
            }
            throw e;
        }
        References.children(node).forEach(child -> open.push(child.descriptor()));
        addLayers(node.path("rootfs").path("diff_ids"));
    }

    private void addLayers(JsonNode nodes) {
        List<Digest> diffIds = new ArrayList<>();
        try {
            for (JsonNode diffId : nodes) {
                diffIds.add(Digest.parse(diffId.asText("")));
            }
        } catch (AtollException e) {
            // Not one that could be extracted, nor what is upon it.
        }
        layers.addAll(diffIds);
        layers.addAll(Layer.chainIds(diffIds));
    }
}
