package io.atoll.registry.internal.push;

import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins an upload, or takes the blob from another repository of the registry (distribution-spec 1.1 "Mounting a blob from another repository"). Empty if that was done: then there is nothing to upload.
 */
final class StartUpload implements RegistryVerb<Optional<UploadSession>> {
    private final Target target;
    private final Descriptor blob;
    private final @Nullable String from;

    /** @param from the repository that may have the blob, or null */
    StartUpload(Target target, Descriptor blob, @Nullable String from) {
        this.target = target;
        this.blob = blob;
        this.from = from;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        String uploads = "/v2/%s/blobs/uploads/".formatted(target.repository());
        return from == null
                ? uploads
                : uploads + "?mount=%s&from=%s".formatted(blob.digest(), from.replace("/", "%2F"));
    }

    @Override
    public String scope() {
        return from == null ? target.pushScope() : target.pushScope() + " repository:" + from + ":pull";
    }

    @Override
    public String failure() {
        return "failed to push blob " + blob.digest();
    }

    @Override
    public String notFoundHint() {
        return "check the name of the repository: some registries want it to be made first";
    }

    /** The upload as a whole is: see {@link BlobPusher}. */
    @Override
    public boolean isCounted() {
        return false;
    }

    @Override
    public boolean handles(int status) {
        return status == 202 || (status == 201 && from != null);
    }

    @Override
    public Optional<UploadSession> handle(Response response) throws IOException, InterruptedException {
        Optional<UploadSession> session =
                response.status() == 201 ? Optional.empty() : Optional.of(UploadSession.of(response));
        response.discard();
        return session;
    }
}
