package io.atoll.registry.internal.push;

import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.RegistryErrors;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** How far an upload got (distribution-spec 1.1 "Pushing a blob in chunks"). Empty if it cannot go on, and must begin again. */
final class UploadStatus implements RegistryVerb<Optional<UploadStatus.Progress>> {
    /** @param received in bytes */
    record Progress(UploadSession session, long received) {}

    private final Target target;
    private final Descriptor blob;
    private final UploadSession session;

    UploadStatus(Target target, Descriptor blob, UploadSession session) {
        this.target = target;
        this.blob = blob;
        this.session = session;
    }

    @Override
    public String path() {
        return session.location().getPath();
    }

    @Override
    public URI uri(Origin registry) {
        return session.location();
    }

    @Override
    public String scope() {
        return target.pushScope();
    }

    @Override
    public String failure() {
        return "failed to push blob " + blob.digest();
    }

    @Override
    public String notFoundHint() {
        return "";
    }

    /** The upload as a whole is: see {@link BlobPusher}. */
    @Override
    public boolean isCounted() {
        return false;
    }

    @Override
    public boolean handles(int status) {
        return status != 401 && !RegistryErrors.isTransient(status);
    }

    @Override
    public Optional<Progress> handle(Response response) throws IOException, InterruptedException {
        if (!response.isSuccess()) {
            return Optional.empty();
        }
        UploadSession next = session.after(response);
        var received = UploadSession.received(response);
        response.discard();
        return received.isPresent() && received.getAsLong() <= blob.size()
                ? Optional.of(new Progress(next, received.getAsLong()))
                : Optional.empty();
    }
}
