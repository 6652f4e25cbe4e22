package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.image.ImageConfig;
import io.atoll.json.Json;
import io.atoll.json.OciJson;

/** Reads configurations. */
public final class ConfigFuzz {
    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ImageConfig config;
        try {
            config = OciJson.config(data, "the input");
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        config.diffIds().forEach(NamesFuzz::check);
        JsonNode node = Json.parse(data, "the input");
        if (JsonFuzz.canonical(node).length > 0) {
            ImageConfig again = OciJson.config(Json.canonical(node), "what was written");
            require(sorted(again).equals(sorted(config)), "written and read again it is something else");
        }
    }

    /** What is a member's name in the document has no order there. */
    private static ImageConfig sorted(ImageConfig config) {
        return config.toBuilder()
                .volumes(config.volumes().stream().sorted().toList())
                .exposedPorts(config.exposedPorts().stream().sorted().toList())
                .build();
    }
}
