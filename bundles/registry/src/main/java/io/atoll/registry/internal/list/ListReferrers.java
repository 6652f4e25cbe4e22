package io.atoll.registry.internal.list;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Response;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.pull.FetchedManifest;
import io.atoll.registry.internal.pull.PullManifest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One page of what refers to a manifest (distribution-spec 1.1 "Listing Referrers"). */
public final class ListReferrers implements RegistryVerb<Page<Descriptor>> {
    private final Target target;
    private final String path;

    private ListReferrers(Target target, String path) {
        this.target = target;
        this.path = path;
    }

    /** All of them, of one type or of any; none if nobody refers to it. */
    public static List<Descriptor> all(
            EndpointCaller caller, Target target, Reference subject, @Nullable String artifactType)
            throws InterruptedException {
        Digest digest = subject.digest();
        if (digest == null) {
            String tag = subject.tag() == null ? "latest" : subject.tag();
            digest = caller.call(target, new PullManifest(target, tag, null))
                    .descriptor()
                    .digest();
        }
        return of(caller, target, digest, artifactType).stream()
                // Registries need not filter.
                .filter(one -> artifactType == null || Objects.equals(one.artifactType(), artifactType))
                .toList();
    }

    private static List<Descriptor> of(
            EndpointCaller caller, Target target, Digest digest, @Nullable String artifactType)
            throws InterruptedException {
        String filter =
                artifactType == null ? "" : "?artifactType=" + URLEncoder.encode(artifactType, StandardCharsets.UTF_8);
        String first = "/v2/%s/referrers/%s%s".formatted(target.repository(), digest, filter);
        try {
            return Pages.all(caller, target, first, path -> new ListReferrers(target, path));
        } catch (AtollException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            return byTag(caller, target, digest);
        }
    }

    /** Of a registry that keeps no such list its clients keep one under a tag ("Referrers Tag Schema"). */
    private static List<Descriptor> byTag(EndpointCaller caller, Target target, Digest digest)
            throws InterruptedException {
        String tag = digest.algorithm() + "-" + digest.hex();
        try {
            FetchedManifest list = caller.call(target, new PullManifest(target, tag, null));
            return OciJson.index(list.bytes(), "the list of referrers " + tag).manifests();
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public List<String> accept() {
        return List.of(MediaTypes.OCI_INDEX);
    }

    @Override
    public String scope() {
        return target.pullScope();
    }

    @Override
    public String failure() {
        return "failed to list what refers to a manifest of %s/%s".formatted(target.registry(), target.repository());
    }

    @Override
    public String notFoundHint() {
        return "check the name of the image";
    }

    @Override
    public Page<Descriptor> handle(Response response) throws IOException, InterruptedException {
        byte[] bytes = response.body().readAll(Settings.MAX_DOCUMENT);
        if (bytes == null) {
            // Not UNSUPPORTED: that would be read as a registry without this endpoint.
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s: a page is larger than %d bytes".formatted(failure(), Settings.MAX_DOCUMENT));
        }
        return new Page<>(
                OciJson.index(bytes, "the list of referrers").manifests(), NextPage.of(target, response, failure()));
    }
}
