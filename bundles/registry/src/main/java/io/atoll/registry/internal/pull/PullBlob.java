package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.BlobWriter;
import io.atoll.registry.internal.call.ContentRange;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.BodyReader;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a blob, or what is missing of it (distribution-spec 1.1 "Pulling blobs", RFC 9110 section 14): asked again after a cut it goes on where that was. Nothing of it is held in memory. Its answer
 * is why the connection ended before the blob did, or empty.
 */
final class PullBlob implements RegistryVerb<Optional<IOException>> {
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;

    private final Target target;
    private final Descriptor blob;
    private final String failure;
    private final @Nullable URI elsewhere;
    private final BlobWriter writer;
    private final LongConsumer progress;
    private long received;
    private long reported;
    private boolean ranges = true;
    private boolean resumed;

    /**
     * A blob of the registry, or of somebody else.
     *
     * @param elsewhere where it is; null for the registry
     * @param writer gets each byte once, in order
     */
    PullBlob(
            Target target,
            Descriptor blob,
            String failure,
            @Nullable URI elsewhere,
            BlobWriter writer,
            LongConsumer progress) {
        this.target = target;
        this.blob = blob;
        this.failure = failure;
        this.elsewhere = elsewhere;
        this.writer = writer;
        this.progress = progress;
    }

    long received() {
        return received;
    }

    /** Whether what was written is not of one answer. */
    boolean resumed() {
        return resumed;
    }

    @Override
    public String path() {
        return "/v2/%s/blobs/%s".formatted(target.repository(), blob.digest());
    }

    @Override
    public URI uri(Origin registry) {
        return elsewhere == null ? RegistryVerb.super.uri(registry) : elsewhere;
    }

    @Override
    public boolean isAnonymous() {
        return elsewhere != null;
    }

    @Override
    public Map<String, String> headers() {
        // Not compressed on the way: what is counted and hashed is the blob.
        Map<String, String> headers = new HashMap<>(Map.of("Accept-Encoding", "identity"));
        if (received > 0 && ranges) {
            headers.put("Range", "bytes=%d-".formatted(received));
        }
        return headers;
    }

    @Override
    public boolean handles(int status) {
        return RegistryVerb.super.handles(status) || (status == NOT_SATISFIABLE && received > 0);
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
        return elsewhere == null
                ? "the image is incomplete in the registry: it must be pushed again"
                : "it may have moved";
    }

    @Override
    public Optional<IOException> handle(Response response) throws InterruptedException {
        if (response.status() == NOT_SATISFIABLE) {
            return withoutRanges("it says that there is nothing after %d bytes".formatted(received));
        }
        long skip = received;
        if (response.status() == PARTIAL) {
            String range = response.header("Content-Range");
            if (!ContentRange.isRest(range, received, blob.size())) {
                return withoutRanges("it sent '%s' where the bytes from %d on were asked for"
                        .formatted(Redact.text(range), received));
            }
            skip = 0;
        } else {
            checkLength(response);
        }
        resumed |= received > 0;
        try {
            copy(response.body(), skip);
        } catch (IOException e) {
            return Optional.of(e);
        }
        // All of it may be less than was announced: the store says so. A part is a part.
        return response.status() == PARTIAL && received < blob.size()
                ? Optional.of(new IOException("it sent only a part"))
                : Optional.empty();
    }

    /** It is asked for all, and what is there already is passed over. */
    private Optional<IOException> withoutRanges(String why) {
        ranges = false;
        return Optional.of(new IOException(why));
    }

    private void checkLength(Response response) {
        long announced = response.headers().firstValueAsLong("Content-Length").orElse(blob.size());
        if (announced != blob.size()) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s: expected %d bytes but %s sends %d"
                            .formatted(
                                    failure,
                                    blob.size(),
                                    elsewhere == null ? "the registry" : Origin.of(elsewhere),
                                    announced));
        }
    }

    private void copy(BodyReader body, long skip) throws IOException, InterruptedException {
        long left = skip;
        try {
            for (List<ByteBuffer> buffers = body.next(); buffers != null; buffers = body.next()) {
                for (ByteBuffer buffer : buffers) {
                    int passed = (int) Math.min(left, buffer.remaining());
                    left -= passed;
                    buffer.position(buffer.position() + passed);
                    received += buffer.remaining();
                    writer.write(buffer);
                }
                report(); // of each piece: what is shown how often is for others to say, and a slow registry is to be
                // seen
            }
        } finally {
            report();
        }
    }

    private void report() {
        if (received != reported) {
            reported = received;
            progress.accept(received);
        }
    }
}
