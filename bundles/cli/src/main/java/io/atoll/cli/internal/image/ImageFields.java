package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.internal.output.Human;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.Map;

/** What a template of {@code image ls} sees: Docker's fields, and Atoll's. */
final class ImageFields {
    static final Map<String, String> HEADINGS = Map.of("ID", "IMAGE ID", "CreatedSince", "CREATED");
    static final String NONE = "<none>";

    private ImageFields() {}

    /** @param whole the whole id */
    static ObjectNode of(StoredImage image, Instant now, boolean whole) {
        Reference reference = image.reference();
        Digest digest = image.descriptor().digest();
        String tag = reference.tag();
        ObjectNode fields = Json.object();
        fields.put("ID", whole ? digest.toString() : digest.shortHex());
        fields.put("Repository", reference.isUnnamed() ? NONE : reference.name());
        fields.put("Tag", tag == null ? NONE : tag);
        fields.put("Digest", digest.toString());
        fields.put("CreatedSince", ImageText.created(image, now));
        fields.put(
                "CreatedAt", ImageFilter.created(image).map(Instant::toString).orElse("N/A"));
        fields.put("Size", Human.size(image.size()));
        fields.put("Bytes", image.size());
        fields.put("Reference", reference.toString());
        fields.put(
                "Platform", image.problem() == null ? image.config().platform().toString() : "");
        fields.put("Layers", image.manifest().layers().size());
        fields.put("Type", ImageText.type(image));
        ObjectNode labels = fields.putObject("Labels");
        image.config().labels().forEach(labels::put);
        String problem = image.problem();
        fields.put("Problem", problem == null ? "" : problem);
        return fields;
    }
}
