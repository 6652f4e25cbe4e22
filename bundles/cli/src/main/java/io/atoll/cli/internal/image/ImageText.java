package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.internal.output.Human;
import io.atoll.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/** Images as people and programs are shown them. */
public final class ImageText {
    private static final String COMPONENT = "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm";
    private static final Set<String> WASM =
            Set.of("application/wasm", "application/vnd.wasm.content.layer.v1+wasm", COMPONENT);

    private ImageText() {}

    public static boolean isWasm(Descriptor layer) {
        return WASM.contains(layer.mediaType());
    }

    /** {@code component}, {@code wasm} or {@code linux}; {@code broken} if it cannot be read. */
    public static String type(StoredImage image) {
        if (image.problem() != null) {
            return "broken";
        }
        List<Descriptor> layers = image.manifest().layers();
        if (layers.stream().anyMatch(layer -> layer.mediaType().equals(COMPONENT))) {
            return "component";
        }
        return layers.stream().anyMatch(ImageText::isWasm) ? "wasm" : "linux";
    }

    /** {@code 3 weeks ago}, or {@code N/A} where the image does not say (or says the epoch, as reproducible builds do). */
    public static String created(StoredImage image, Instant now) {
        try {
            Instant created = OffsetDateTime.parse(image.config().created()).toInstant();
            return created.equals(Instant.EPOCH) ? "N/A" : Human.ago(created, now);
        } catch (DateTimeException e) {
            return "N/A";
        }
    }

    /** The image's record. */
    public static ObjectNode json(StoredImage image) {
        ObjectNode node = Json.object();
        node.put("reference", image.reference().toString());
        node.put("digest", image.root().digest().toString());
        ArrayNode layers = node.putArray("layers");
        ArrayNode types = node.putArray("layer_types");
        for (Descriptor layer : image.manifest().layers()) {
            layers.add(layer.digest().toString());
            types.add(layer.mediaType());
        }
        config(node.putObject("config"), image.config());
        node.put("platform", image.config().platform().toString());
        node.put("created", image.config().created());
        node.put("size", image.size());
        if (image.problem() != null) {
            node.put("problem", image.problem());
        }
        return node;
    }

    private static void config(ObjectNode node, ImageConfig config) {
        strings(node.putArray("env"), config.env());
        strings(node.putArray("cmd"), config.cmd());
        strings(node.putArray("entrypoint"), config.entrypoint());
        node.put("working_dir", config.workingDir());
        node.put("user", config.user());
        ObjectNode labels = node.putObject("labels");
        config.labels().forEach(labels::put);
        strings(node.putArray("volumes"), config.volumes());
        strings(node.putArray("exposed_ports"), config.exposedPorts());
        node.put("stop_signal", config.stopSignal());
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
