package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.RequestBody;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.util.Map;

/** Pushes a manifest or an index, byte by byte as it is (distribution-spec 1.1 "Pushing Manifests"). Answers whether the registry keeps a list of referrers itself. */
final class PushManifest implements RegistryVerb<Boolean> {
    private final Target target;
    private final String name;
    private final Digest digest;
    private final String mediaType;
    private final byte[] bytes;

    /** @param name a tag or the digest */
    PushManifest(Target target, String name, Digest digest, String mediaType, byte[] bytes) {
        this.target = target;
        this.name = name;
        this.digest = digest;
        this.mediaType = mediaType;
        this.bytes = bytes;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/v2/%s/manifests/%s".formatted(target.repository(), name);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Content-Type", mediaType);
    }

    @Override
    public RequestBody body() {
        return RequestBody.of(bytes);
    }

    @Override
    public String scope() {
        return target.pushScope();
    }

    @Override
    public String failure() {
        return "failed to push manifest " + digest;
    }

    @Override
    public String notFoundHint() {
        return "check the name of the repository: some registries want it to be made first";
    }

    @Override
    public Boolean handle(Response response) throws IOException, InterruptedException {
        String said = response.header("Docker-Content-Digest").strip();
        response.discard();
        if (!said.isEmpty() && !said.equals(digest.toString()) && said.startsWith(digest.algorithm() + ":")) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s: %s says that it received %s".formatted(failure(), target.registry(), Redact.text(said)));
        }
        return !response.header("OCI-Subject").isEmpty();
    }
}
