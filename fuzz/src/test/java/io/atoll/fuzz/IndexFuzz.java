package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Index;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.store.internal.layout.IndexSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

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
        } catch (AtollException e) {
            // Half of a surrogate pair, which canonical JSON does not have.
            Refusals.check(e);
            return;
        }
        Index again = OciJson.index(written, "what was written");
        require(again.equals(index), "written and read again it is something else");
    }

    /** A layout's index is read as far as it can be: whatever is wrong with an entry, the others are there. */
    private static void layout(byte[] data) {
        IndexSnapshot index;
        try {
            index = IndexSnapshot.read(data, "the input");
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        index.roots().forEach(IndexFuzz::check);
        for (IndexSnapshot.Entry entry : index.named()) {
            require(index.find(entry.reference()).isPresent(), "a name that is listed but not found");
        }
        if (index.document().problem() == null) {
            byte[] written = written(index);
            require(
                    Arrays.equals(written, Json.canonical(Json.parse(written, "what was written"))),
                    "what was written is not canonical");
            require(
                    Arrays.equals(written, Json.canonical(Json.parse(data, "the input"))),
                    "what was written is something else");
            IndexSnapshot again = IndexSnapshot.read(written, "what was written");
            require(again.roots().equals(index.roots()), "rewritten, the index keeps something else");
            require(again.named().equals(index.named()), "rewritten, the index names something else");
        }
    }

    private static byte[] written(IndexSnapshot index) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            index.document().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static void check(Descriptor descriptor) {
        require(descriptor.size() >= 0, "a negative size");
        NamesFuzz.check(descriptor.digest());
    }
}
