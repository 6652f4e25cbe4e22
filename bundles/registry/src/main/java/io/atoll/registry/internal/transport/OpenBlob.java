package io.atoll.registry.internal.transport;

import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Response;
import java.util.Map;

/** Asks for a blob, or for what is missing of it (distribution-spec 1.1 "Pulling blobs"); whoever asks reads the answer. */
final class OpenBlob implements RegistryVerb<Response> {
    private final Target target;
    private final Descriptor blob;
    private final long from;

    /** @param from what is asked for, in bytes; 0 for all of it */
    OpenBlob(Target target, Descriptor blob, long from) {
        this.target = target;
        this.blob = blob;
        this.from = from;
    }

    @Override
    public String path() {
        return "/v2/%s/blobs/%s".formatted(target.repository(), blob.digest());
    }

    @Override
    public Map<String, String> headers() {
        return from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
    }

    @Override
    public boolean handles(int status) {
        return status == 200 || (from > 0 && (status == 206 || status == 416));
    }

    @Override
    public String scope() {
        return target.pullScope();
    }

    @Override
    public String failure() {
        return "failed to pull blob " + blob.digest();
    }

    @Override
    public String notFoundHint() {
        return "the image is incomplete in the registry: it must be pushed again";
    }

    @Override
    public Response handle(Response response) {
        return response;
    }
}
