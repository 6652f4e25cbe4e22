package io.atoll.store.internal.layout;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What documents refer to. Every descriptor of the image specification is followed, in documents of any JSON type: artifacts of others are kept whole too. */
public final class References {
    private final Blobs blobs;

    References(Blobs blobs) {
        this.blobs = blobs;
    }

    /** @param isOptional whether a layout may have the document without it: another platform's manifest, a subject, a layer that is elsewhere */
    public record Child(Descriptor descriptor, boolean isOptional) {}

    /** Everything that descriptors lead to, with them. What cannot be read leads nowhere. */
    Set<Digest> reach(List<Descriptor> roots) {
        Set<Digest> found = new HashSet<>();
        Deque<Descriptor> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Descriptor descriptor = open.pop();
            if (found.add(descriptor.digest())) {
                readable(descriptor).forEach(child -> open.push(child.descriptor()));
            }
        }
        return found;
    }

    private List<Child> readable(Descriptor document) {
        try {
            return children(document);
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.CORRUPT || e.code() == ErrorCode.INVALID) {
                // Nobody can know what it led to, and fetching it again brings that back too.
                return List.of();
            }
            throw e;
        }
    }

    /** @throws AtollException if it is a document and cannot be read */
    List<Child> children(Descriptor document) {
        if (!isDocument(document)) {
            return List.of();
        }
        byte[] bytes = blobs.read(document);
        JsonNode node;
        try {
            node = Json.parse(bytes, document.digest().toString());
        } catch (AtollException e) {
            if (isManifest(document)) {
                throw e;
            }
            return List.of();
        }
        return children(node);
    }

    /** The descriptors in a document. */
    public static List<Child> children(JsonNode node) {
        List<Child> children = new ArrayList<>();
        node.path("manifests").forEach(child -> add(child, true, children));
        node.path("layers").forEach(child -> add(child, !child.path("urls").isEmpty(), children));
        node.path("blobs").forEach(child -> add(child, false, children));
        add(node.path("config"), false, children);
        add(node.path("subject"), true, children);
        return children;
    }

    /** Layers are the large ones; whether a small one of no type is JSON is seen by trying. */
    public static boolean isDocument(Descriptor descriptor) {
        return descriptor.size() <= Json.MAX_BYTES
                && (descriptor.mediaType().endsWith("json")
                        || descriptor.mediaType().isEmpty());
    }

    static boolean isManifest(Descriptor document) {
        return MediaTypes.isIndex(document.mediaType()) || MediaTypes.isManifest(document.mediaType());
    }

    private static void add(JsonNode node, boolean isOptional, List<Child> children) {
        if (node.isObject() && node.has("digest")) {
            try {
                children.add(new Child(OciJson.descriptor(node, "descriptor"), isOptional));
            } catch (AtollException e) {
                // Refers to nothing that could be stored.
            }
        }
    }
}
