package io.atoll.registry.internal.pull;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.Json;
import io.atoll.registry.internal.call.Digests;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Response;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pulls a manifest or an index (distribution-spec 1.1 "Pulling manifests"). */
public final class PullManifest implements RegistryVerb<FetchedManifest> {
    private final Target target;
    private final String name;
    private final @Nullable Digest digest;

    /** @param digest asks for exactly this manifest; else the tag is asked for */
    public PullManifest(Target target, String tag, @Nullable Digest digest) {
        this.target = target;
        this.digest = digest;
        name = digest == null ? tag : digest.toString();
    }

    @Override
    public String path() {
        return "/v2/%s/manifests/%s".formatted(target.repository(), name);
    }

    @Override
    public List<String> accept() {
        return ManifestTypes.ACCEPT;
    }

    @Override
    public String scope() {
        return target.pullScope();
    }

    @Override
    public String failure() {
        return "failed to pull manifest";
    }

    @Override
    public String notFoundHint() {
        return digest == null
                ? "check the name of the image and its tag '%s'".formatted(name)
                : "check the name of the image and its digest";
    }

    @Override
    public FetchedManifest handle(Response response) throws IOException, InterruptedException {
        byte[] bytes = response.body().readAll(Settings.MAX_DOCUMENT);
        if (bytes == null) {
            throw ManifestTypes.unsupported(
                    "%s: it is larger than %d bytes".formatted(failure(), Settings.MAX_DOCUMENT));
        }
        String announced = response.header("Docker-Content-Digest");
        if (digest != null) {
            Digests.check(digest, bytes, failure());
        } else if (!announced.isEmpty()) {
            Digests.check(announced(announced), bytes, failure());
        }
        Digest found = digest != null ? digest : Digests.of("sha256", bytes);
        return new FetchedManifest(bytes, new Descriptor(mediaType(bytes, response), found, bytes.length));
    }

    private Digest announced(String header) {
        try {
            return Digest.parse(header.strip());
        } catch (AtollException e) {
            throw corrupt("the registry announces the %s".formatted(Redact.text(String.valueOf(e.getMessage()))));
        }
    }

    /**
     * What the document says it is, what the registry says it is and what it looks like must agree: a document that is read as
     * a manifest by one and as an index by another names two images with one digest (CVE-2021-41190).
     */
    private String mediaType(byte[] bytes, Response response) {
        String header = ManifestTypes.essence(response.header("Content-Type"));
        JsonNode node;
        try {
            node = Json.parse(bytes, "manifest " + name);
        } catch (AtollException e) {
            throw new AtollException(e.code(), failure() + ": " + e.getMessage(), e);
        }
        boolean index = node.has("manifests");
        if (index && (node.has("layers") || node.has("config"))) {
            throw corrupt("it is a manifest and an index in one");
        }
        String own = node.path("mediaType").asText("");
        if (own.startsWith("application/vnd.docker.distribution.manifest.v1")
                || header.startsWith("application/vnd.docker.distribution.manifest.v1")
                || node.path("schemaVersion").asInt() == 1) {
            throw ManifestTypes.unsupported(
                    failure() + ": it is in Docker's old format 'schema 1'; push the image again with a current tool");
        }
        if (ManifestTypes.isKnown(header) && !own.isEmpty() && !own.equals(header)) {
            throw corrupt("it says it is '%s', the registry says '%s'".formatted(Redact.text(own), header));
        }
        String type = !own.isEmpty() ? own : header;
        if (!ManifestTypes.isKnown(type)) {
            type = index ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        }
        if (MediaTypes.isIndex(type) != index) {
            throw corrupt("its content is not what its type '%s' says".formatted(type));
        }
        return type;
    }

    private AtollException corrupt(String why) {
        return new AtollException(ErrorCode.CORRUPT, failure() + ": " + why);
    }
}
