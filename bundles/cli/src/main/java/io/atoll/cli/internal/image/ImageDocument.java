package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** An image as Docker's {@code image inspect} shows it. The id is the manifest's digest. */
public final class ImageDocument {
    private ImageDocument() {}

    public static ObjectNode of(ImageStore images, StoredImage image) {
        ImageConfig config = image.config();
        ObjectNode node = Json.object();
        node.put("Id", image.descriptor().digest().toString());
        names(node, images, image);
        node.put(
                "Comment",
                config.history().isEmpty() ? "" : config.history().getLast().comment());
        node.put("Created", config.created());
        node.put("Author", config.author());
        node.put("Architecture", config.platform().architecture());
        node.put("Variant", Objects.requireNonNullElse(config.platform().variant(), ""));
        node.put("Os", config.platform().os());
        node.put("Size", image.size());
        node.set("Config", Json.parse(OciJson.toJson(config), "configuration").path("config"));
        ObjectNode root = node.putObject("RootFS").put("Type", "layers");
        ArrayNode layers = root.putArray("Layers");
        config.diffIds().forEach(diffId -> layers.add(diffId.toString()));
        ObjectNode labels = node.putObject("Labels");
        config.labels().forEach(labels::put);
        node.set("Descriptor", OciJson.toJson(image.root()));
        manifest(node.putObject("Manifest"), image);
        history(node.putArray("History"), config.history());
        return node;
    }

    private static void names(ObjectNode node, ImageStore images, StoredImage image) {
        Set<String> tags = new LinkedHashSet<>();
        Set<String> digests = new LinkedHashSet<>();
        List<StoredImage> same = images.images().stream()
                .filter(other ->
                        other.descriptor().digest().equals(image.descriptor().digest()))
                .toList();
        for (StoredImage other : same.isEmpty() ? List.of(image) : same) {
            Reference reference = other.reference();
            if (reference.tag() != null) {
                tags.add(new Reference(reference.registry(), reference.repository(), reference.tag(), null).toString());
            }
            digests.add(reference.name() + "@" + other.root().digest());
        }
        ArrayNode repoTags = node.putArray("RepoTags");
        tags.forEach(repoTags::add);
        ArrayNode repoDigests = node.putArray("RepoDigests");
        digests.forEach(repoDigests::add);
    }

    private static void manifest(ObjectNode node, StoredImage image) {
        node.put("MediaType", image.descriptor().mediaType());
        node.put("Digest", image.descriptor().digest().toString());
        node.put("Config", image.manifest().config().digest().toString());
        ArrayNode layers = node.putArray("Layers");
        for (Descriptor layer : image.manifest().layers()) {
            layers.addObject()
                    .put("MediaType", layer.mediaType())
                    .put("Digest", layer.digest().toString())
                    .put("Size", layer.size());
        }
        ObjectNode annotations = node.putObject("Annotations");
        image.manifest().annotations().forEach(annotations::put);
    }

    private static void history(ArrayNode array, List<History> history) {
        for (History step : history) {
            array.addObject()
                    .put("Created", step.created())
                    .put("CreatedBy", step.createdBy())
                    .put("Comment", step.comment())
                    .put("EmptyLayer", step.emptyLayer());
        }
    }
}
