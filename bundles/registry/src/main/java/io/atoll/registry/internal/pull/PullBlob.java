package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.BodyReader;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/** Pulls a blob into the store (distribution-spec 1.1 "Pulling blobs"), which verifies it; nothing of it is held in memory. */
public final class PullBlob implements RegistryVerb<Descriptor> {
    private static final long REPORT_EVERY = 256 << 10;

    private final Target target;
    private final Descriptor blob;
    private final String failure;
    private final ImageStore store;
    private final LongConsumer progress;

    /** @param kind {@code layer} or {@code config} */
    public PullBlob(Target target, Descriptor blob, String kind, ImageStore store, LongConsumer progress) {
        this.target = target;
        this.blob = blob;
        this.store = store;
        this.progress = progress;
        failure = "failed to pull %s %s".formatted(kind, blob.digest());
    }

    @Override
    public String path() {
        return "/v2/%s/blobs/%s".formatted(target.repository(), blob.digest());
    }

    @Override
    public String scope() {
        return target.pullScope();
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public String notFoundHint() {
        return "the image is incomplete in the registry: it must be pushed again";
    }

    @Override
    public Descriptor handle(Response response) throws IOException, InterruptedException {
        long announced = response.headers().firstValueAsLong("Content-Length").orElse(blob.size());
        if (announced != blob.size()) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s: expected %d bytes but the registry sends %d".formatted(failure, blob.size(), announced));
        }
        try (BlobWriter writer = store.newBlob(blob)) {
            copy(response.body(), writer);
            writer.commit();
            return blob;
        } catch (AtollException e) {
            throw new AtollException(e.code(), failure + ": " + e.getMessage(), e);
        }
    }

    private void copy(BodyReader body, BlobWriter writer) throws IOException, InterruptedException {
        long received = 0;
        long reported = 0;
        for (List<ByteBuffer> buffers = body.next(); buffers != null; buffers = body.next()) {
            for (ByteBuffer buffer : buffers) {
                received += buffer.remaining();
                writer.write(buffer);
            }
            if (received - reported >= REPORT_EVERY) {
                reported = received;
                progress.accept(received);
            }
        }
        if (received != reported) {
            progress.accept(received);
        }
    }
}
