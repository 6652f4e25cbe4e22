package io.atoll.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Image configurations (image-spec 1.1 config.md), with what Docker adds to them. */
final class ConfigJson {
    private ConfigJson() {}

    static ImageConfig read(byte[] bytes, String what) {
        JsonNode node = Json.parse(bytes, what);
        if (!node.isObject()) {
            throw Json.corrupt(what, "expected an object", null);
        }
        if (node.has("layers") || node.has("manifests")) {
            throw Json.corrupt(what, "expected an image configuration but found a manifest", null);
        }
        JsonNode config = node.path("config").isObject() ? node.path("config") : node.path("container_config");
        List<Digest> diffIds = new ArrayList<>();
        for (JsonNode diffId : node.path("rootfs").path("diff_ids")) {
            diffIds.add(OciJson.digest(diffId, what + ": diff_id"));
        }
        return ImageConfig.builder(OciJson.platform(node))
                .created(OciJson.text(node, "created"))
                .author(OciJson.text(node, "author"))
                .user(OciJson.text(config, "User"))
                .env(OciJson.strings(config.path("Env")))
                .entrypoint(OciJson.strings(config.path("Entrypoint")))
                .cmd(OciJson.strings(config.path("Cmd")))
                .workingDir(OciJson.text(config, "WorkingDir"))
                .labels(OciJson.stringMap(config.path("Labels")))
                .volumes(OciJson.names(config.path("Volumes")))
                .exposedPorts(OciJson.names(config.path("ExposedPorts")))
                .stopSignal(OciJson.text(config, "StopSignal"))
                .healthcheck(healthcheck(config.path("Healthcheck")))
                .shell(OciJson.strings(config.path("Shell")))
                .onBuild(OciJson.strings(config.path("OnBuild")))
                .diffIds(diffIds)
                .history(history(node.path("history")))
                .build();
    }

    private static @Nullable Healthcheck healthcheck(JsonNode node) {
        return node.isObject()
                ? new Healthcheck(
                        OciJson.strings(node.path("Test")),
                        Duration.ofNanos(node.path("Interval").asLong()),
                        Duration.ofNanos(node.path("Timeout").asLong()),
                        Duration.ofNanos(node.path("StartPeriod").asLong()),
                        Duration.ofNanos(node.path("StartInterval").asLong()),
                        node.path("Retries").asInt())
                : null;
    }

    private static List<History> history(JsonNode array) {
        List<History> history = new ArrayList<>(array.size());
        for (JsonNode step : array) {
            history.add(new History(
                    OciJson.text(step, "created"),
                    OciJson.text(step, "created_by"),
                    OciJson.text(step, "author"),
                    OciJson.text(step, "comment"),
                    step.path("empty_layer").asBoolean()));
        }
        return history;
    }

    static ObjectNode write(ImageConfig config) {
        ObjectNode node = Json.object();
        OciJson.put(node, config.platform());
        OciJson.put(node, "created", config.created());
        OciJson.put(node, "author", config.author());
        writeRuntime(node.putObject("config"), config);
        ObjectNode rootfs = node.putObject("rootfs");
        rootfs.put("type", "layers");
        ArrayNode diffIds = rootfs.putArray("diff_ids");
        config.diffIds().forEach(diffId -> diffIds.add(diffId.toString()));
        if (!config.history().isEmpty()) {
            ArrayNode history = node.putArray("history");
            config.history().forEach(step -> write(history.addObject(), step));
        }
        return node;
    }

    private static void writeRuntime(ObjectNode node, ImageConfig config) {
        OciJson.put(node, "User", config.user());
        OciJson.put(node, "Env", config.env());
        OciJson.put(node, "Entrypoint", config.entrypoint());
        OciJson.put(node, "Cmd", config.cmd());
        OciJson.put(node, "WorkingDir", config.workingDir());
        OciJson.put(node, "Labels", config.labels());
        set(node, "Volumes", config.volumes());
        set(node, "ExposedPorts", config.exposedPorts());
        OciJson.put(node, "StopSignal", config.stopSignal());
        OciJson.put(node, "Shell", config.shell());
        OciJson.put(node, "OnBuild", config.onBuild());
        if (config.healthcheck() != null) {
            write(node.putObject("Healthcheck"), config.healthcheck());
        }
    }

    private static void write(ObjectNode node, Healthcheck check) {
        OciJson.put(node, "Test", check.test());
        put(node, "Interval", check.interval());
        put(node, "Timeout", check.timeout());
        put(node, "StartPeriod", check.startPeriod());
        put(node, "StartInterval", check.startInterval());
        if (check.retries() != 0) {
            node.put("Retries", check.retries());
        }
    }

    private static void put(ObjectNode node, String name, Duration value) {
        if (!value.isZero()) {
            node.put(name, value.toNanos());
        }
    }

    private static void write(ObjectNode node, History step) {
        OciJson.put(node, "created", step.created());
        OciJson.put(node, "created_by", step.createdBy());
        OciJson.put(node, "author", step.author());
        OciJson.put(node, "comment", step.comment());
        if (step.emptyLayer()) {
            node.put("empty_layer", true);
        }
    }

    /** Go's form of a set. */
    private static void set(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ObjectNode object = node.putObject(name);
            values.forEach(object::putObject);
        }
    }
}
