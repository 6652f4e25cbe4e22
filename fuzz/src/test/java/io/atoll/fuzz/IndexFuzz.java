package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Index;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layout.IndexSnapshot;

/** Reads indexes as documents and as a layout's {@code index.json}. */
public final class IndexFuzz {
    private IndexFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        document(data);
        layout(data);
    }

    private static void document(byte[] data) {
        Index index;
        try {
            index = OciJson.index(data, "the input");
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        index.manifests().forEach(IndexFuzz::check);
        byte[] written;
        try {
            written = OciJson.toJson(index);
        } catch (IllegalArgumentException e) {
            // A size beyond 2^53, which canonical JSON does not have.
            return;
        }
        Index again = OciJson.index(written, "what was written");
        require(again.equals(index), "written and read again it is something else");
    }

    /** A layout's index is read as far as it can be: whatever is wrong with an entry, the others are there. */
    private static void layout(byte[] data) {
        JsonNode node;
        try {
            node = Json.parse(data, "the input");
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        if (!node.path("manifests").isArray()) {
            return;
        }
        IndexSnapshot index = IndexSnapshot.of(node);
        index.roots().forEach(IndexFuzz::check);
        for (IndexSnapshot.Entry entry : index.named()) {
            require(index.find(entry.reference()).isPresent(), "a name that is listed but not found");
        }
        if (JsonFuzz.canonical(node).length > 0) {
            IndexSnapshot again = IndexSnapshot.of(Json.parse(Json.canonical(node), "what was written"));
            require(again.roots().equals(index.roots()), "rewritten, the index keeps something else");
            require(again.named().equals(index.named()), "rewritten, the index names something else");
        }
    }

    static void check(Descriptor descriptor) {
        require(descriptor.size() >= 0, "a negative size");
        NamesFuzz.check(descriptor.digest());
    }
}
