package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.Json;
import io.atoll.json.OciJson;

/** Reads manifests. */
public final class ManifestFuzz {
    private ManifestFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Manifest manifest;
        try {
            manifest = OciJson.manifest(data, "the input");
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        IndexFuzz.check(manifest.config());
        manifest.layers().forEach(IndexFuzz::check);
        JsonNode node = Json.parse(data, "the input");
        // What one part of a registry or an engine takes for an index no other may take for a manifest
        // (CVE-2021-41190).
        require(
                !MediaTypes.isIndex(manifest.mediaType()) && !node.has("manifests"),
                "an index is taken for a manifest");
        require(manifest.layers().size() == node.path("layers").size(), "layers are left out");
        if (JsonFuzz.canonical(node).length > 0) {
            Manifest again = OciJson.manifest(Json.canonical(node), "what was written");
            require(again.equals(manifest), "written and read again it is something else");
        }
    }
}
