package io.atoll.runtime.internal.mount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A container's mounts to and from {@code container.json}. */
public final class MountJson {
    private MountJson() {}

    public static void write(ArrayNode array, List<MountPoint> points) {
        points.forEach(point -> array.add(write(point)));
    }

    private static ObjectNode write(MountPoint point) {
        ObjectNode node = Json.object();
        switch (point.mount()) {
            case BindMount bind -> {
                node.put("type", "bind").put("source", bind.source());
                node.put("createSource", bind.createSource());
                node.put("recursion", word(bind.recursion())).put("propagation", word(bind.propagation()));
            }
            case VolumeMount volume -> {
                node.put("type", "volume").put("volume", point.volume()).put("anonymous", point.anonymous());
                node.put("noCopy", volume.noCopy()).put("subpath", volume.subpath());
            }
            case TmpfsMount tmpfs -> {
                node.put("type", "tmpfs");
                tmpfs.options().forEach(node.putArray("options")::add);
            }
            case ImageMount image -> {
                node.put("type", "image").put("image", image.image().toString());
                ArrayNode layers = node.putArray("layers");
                point.layers().forEach(layer -> layers.add(layer.toString()));
            }
        }
        return node.put("target", point.mount().target())
                .put("readOnly", point.mount().readOnly());
    }

    /**
     * @param array of {@link #write}
     * @param binds what records had that knew of binds only
     */
    public static List<MountPoint> read(JsonNode array, JsonNode binds) {
        List<MountPoint> points = new ArrayList<>();
        for (JsonNode node : array) {
            points.add(new MountPoint(
                    mount(node),
                    node.path("anonymous").asBoolean(),
                    texts(node.path("layers")).stream().map(Digest::parse).toList()));
        }
        for (JsonNode node : binds) {
            points.add(MountPoint.of(BindMount.of(
                    node.path("source").asText(),
                    node.path("target").asText(),
                    node.path("readOnly").asBoolean())));
        }
        return List.copyOf(points);
    }

    private static Mount mount(JsonNode node) {
        String target = node.path("target").asText();
        boolean readOnly = node.path("readOnly").asBoolean();
        String type = node.path("type").asText();
        return switch (type) {
            case "bind" ->
                new BindMount(
                        node.path("source").asText(),
                        target,
                        readOnly,
                        node.path("createSource").asBoolean(),
                        Recursion.valueOf(name(node.path("recursion"))),
                        Propagation.valueOf(name(node.path("propagation"))));
            case "volume" ->
                new VolumeMount(
                        VolumeSpec.of(node.path("volume").asText()),
                        target,
                        readOnly,
                        node.path("noCopy").asBoolean(),
                        node.path("subpath").asText());
            case "tmpfs" -> new TmpfsMount(target, texts(node.path("options")));
            case "image" -> new ImageMount(Reference.parse(node.path("image").asText()), target);
            default -> throw new IllegalArgumentException("a mount of unknown type '%s'".formatted(type));
        };
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String name(JsonNode node) {
        return node.asText().toUpperCase(Locale.ROOT);
    }

    private static List<String> texts(JsonNode array) {
        List<String> list = new ArrayList<>(array.size());
        array.forEach(item -> list.add(item.asText()));
        return list;
    }
}
