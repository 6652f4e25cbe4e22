package io.atoll.registry.internal.push;

import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.RegistryErrors;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;

/**
 * Whether a repository has a blob (distribution-spec 1.1 "Checking if content exists in the registry"). A registry that does not say so, or says that it has another size, is taken not to have it: an
 * upload does no harm, and says better than this what is not allowed.
 */
final class BlobExists implements RegistryVerb<Boolean> {
    private final Target target;
    private final Descriptor blob;

    BlobExists(Target target, Descriptor blob) {
        this.target = target;
        this.blob = blob;
    }

    @Override
    public String method() {
        return "HEAD";
    }

    @Override
    public String path() {
        return "/v2/%s/blobs/%s".formatted(target.repository(), blob.digest());
    }

    @Override
    public String scope() {
        return target.pushScope();
    }

    @Override
    public String failure() {
        return "failed to look for blob " + blob.digest();
    }

    @Override
    public String notFoundHint() {
        return "";
    }

    @Override
    public boolean handles(int status) {
        return status != 401 && !RegistryErrors.isTransient(status);
    }

    @Override
    public Boolean handle(Response response) throws IOException, InterruptedException {
        long announced = response.headers().firstValueAsLong("Content-Length").orElse(blob.size());
        return response.status() == 200 && announced == blob.size();
    }
}
