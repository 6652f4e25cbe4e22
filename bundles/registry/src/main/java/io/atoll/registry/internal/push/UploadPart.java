package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.RegistryErrors;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.RequestBody;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sends a blob, or a part of it (distribution-spec 1.1 "Pushing blobs"). */
final class UploadPart implements RegistryVerb<UploadPart.Outcome> {
    /** What the registry said. */
    sealed interface Outcome {}

    /** The blob is there. */
    record Complete() implements Outcome {}

    /** @param received by the registry in all, where it says so */
    record Taken(UploadSession session, OptionalLong received) implements Outcome {}

    /** Not so; another way may do. */
    record Refused(int status, AtollException error) implements Outcome {}

    private final Target target;
    private final Descriptor blob;
    private final UploadSession session;
    private final @Nullable RequestBody body;
    private final boolean last;
    private final long offset;

    private UploadPart(
            Target target,
            Descriptor blob,
            UploadSession session,
            @Nullable RequestBody body,
            boolean last,
            long offset) {
        this.target = target;
        this.blob = blob;
        this.session = session;
        this.body = body;
        this.last = last;
        this.offset = offset;
    }

    /** All of it in one request, which is the upload's end. */
    static UploadPart whole(Target target, Descriptor blob, UploadSession session, RequestBody body) {
        return new UploadPart(target, blob, session, body, true, -1);
    }

    static UploadPart chunk(Target target, Descriptor blob, UploadSession session, RequestBody body, long offset) {
        return new UploadPart(target, blob, session, body, false, offset);
    }

    /** The end of an upload whose parts are all there. */
    static UploadPart end(Target target, Descriptor blob, UploadSession session) {
        return new UploadPart(target, blob, session, null, true, -1);
    }

    @Override
    public String method() {
        return last ? "PUT" : "PATCH";
    }

    @Override
    public String path() {
        return session.location().getPath();
    }

    @Override
    public URI uri(Origin registry) {
        return last ? session.closing(blob.digest().toString()) : session.location();
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (body != null) {
            headers.put("Content-Type", "application/octet-stream");
            if (offset >= 0) {
                headers.put("Content-Range", offset + "-" + (offset + body.length() - 1));
            }
        }
        return headers;
    }

    @Override
    public @Nullable RequestBody body() {
        return body;
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
        return "the registry has given up the upload: try again";
    }

    /** The upload as a whole is: see {@link BlobPusher}. */
    @Override
    public boolean isCounted() {
        return false;
    }

    @Override
    public boolean handles(int status) {
        return status != 401 && status != 403 && !RegistryErrors.isTransient(status);
    }

    @Override
    public Outcome handle(Response response) throws IOException, InterruptedException {
        if (!response.isSuccess()) {
            return new Refused(response.status(), RegistryErrors.of(this, target, response));
        }
        if (last) {
            checkDigest(response);
            response.discard();
            return response.status() == 201 ? new Complete() : new Taken(session.after(response), OptionalLong.empty());
        }
        UploadSession next = session.after(response);
        OptionalLong received = UploadSession.received(response);
        response.discard();
        return new Taken(next, received);
    }

    private void checkDigest(Response response) {
        String said = response.header("Docker-Content-Digest").strip();
        if (!said.isEmpty() && !said.equals(blob.digest().toString())) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s: %s says that it received %s".formatted(failure(), target.registry(), Redact.text(said)));
        }
    }
}
