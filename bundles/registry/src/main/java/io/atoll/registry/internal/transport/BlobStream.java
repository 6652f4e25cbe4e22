package io.atoll.registry.internal.transport;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.posix.Hashing;
import io.atoll.registry.internal.call.Attempts;
import io.atoll.registry.internal.call.ContentRange;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blob as it comes, verified; after a cut it is read on from where it was. For one thread. */
final class BlobStream extends InputStream {
    private final EndpointCaller caller;
    private final Target target;
    private final Descriptor blob;
    private final MessageDigest hash;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private @Nullable Response response;
    /** Of the blob, given or waiting. */
    private long received;

    private long given;
    private boolean verified;
    private boolean ranges = true;
    private final Attempts attempts;

    BlobStream(EndpointCaller caller, Target target, Descriptor blob) {
        this.caller = caller;
        this.target = target;
        this.blob = blob;
        attempts = new Attempts(blob.size());
        hash = Hashing.of(blob.digest().algorithm(), blob.size());
    }

    /** Asks now, so that what is not there is said at once. */
    BlobStream begun() throws InterruptedException {
        while (response == null) {
            try {
                ask();
            } catch (IOException e) {
                cut(e);
            }
        }
        return this;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (waiting.isEmpty() && received < blob.size()) {
                fill();
            }
        } catch (InterruptedException e) {
            throw Interrupted.because(e, failure());
        }
        ByteBuffer first = waiting.peek();
        if (first == null) {
            verify();
            return -1;
        }
        int count = Math.min(length, first.remaining());
        first.get(bytes, offset, count);
        hash.update(bytes, offset, count);
        given += count;
        if (!first.hasRemaining()) {
            waiting.remove();
        }
        return count;
    }

    private void fill() throws InterruptedException {
        try {
            Response current = response;
            if (current == null) {
                ask();
                return;
            }
            List<ByteBuffer> buffers = current.body().next();
            if (buffers == null) {
                throw new IOException("the registry sent %d of %d bytes".formatted(received, blob.size()));
            }
            for (ByteBuffer buffer : buffers) {
                received += buffer.remaining();
                if (buffer.hasRemaining()) {
                    waiting.add(buffer);
                }
            }
            if (received > blob.size()) {
                throw corrupt("the registry sends more than the expected %d bytes".formatted(blob.size()));
            }
        } catch (IOException e) {
            cut(e);
        }
    }

    private void ask() throws IOException, InterruptedException {
        Response next = caller.open(target, verb());
        response = next;
        if (next.status() == 200) {
            checkSize(next);
            skip(next, received);
        } else if (next.status() != 206 || !ContentRange.isRest(next.header("Content-Range"), received, blob.size())) {
            // All is asked for, and what is there already passed over.
            ranges = false;
            throw new IOException("asked for the bytes from %d on, the registry sends others".formatted(received));
        }
    }

    private OpenBlob verb() {
        return new OpenBlob(target, blob, ranges ? received : 0);
    }

    private void checkSize(Response whole) {
        long announced = whole.headers().firstValueAsLong("Content-Length").orElse(blob.size());
        if (announced != blob.size()) {
            close();
            throw corrupt("expected %d bytes but the registry sends %d".formatted(blob.size(), announced));
        }
    }

    /** A registry that does not know ranges sends everything again. */
    private void skip(Response whole, long count) throws IOException, InterruptedException {
        for (long left = count; left > 0; ) {
            List<ByteBuffer> buffers = whole.body().next();
            if (buffers == null) {
                throw new IOException("the registry sent less than before");
            }
            for (ByteBuffer buffer : buffers) {
                int skipped = (int) Math.min(left, buffer.remaining());
                buffer.position(buffer.position() + skipped);
                left -= skipped;
                if (buffer.hasRemaining()) {
                    received += buffer.remaining();
                    waiting.add(buffer);
                }
            }
        }
    }

    private void cut(IOException e) throws InterruptedException {
        close();
        Thread.sleep(caller.waitAfter(e, attempts.failed(received), target, verb()));
    }

    private void verify() {
        if (!verified) {
            String found = HexFormat.of().formatHex(hash.digest());
            verified = true;
            if (!found.equals(blob.digest().hex()) || given != blob.size()) {
                throw corrupt("expected digest %s but found %s:%s"
                        .formatted(blob.digest(), blob.digest().algorithm(), found));
            }
        }
    }

    private AtollException corrupt(String why) {
        return new AtollException(ErrorCode.CORRUPT, failure() + ": " + why);
    }

    private String failure() {
        return "failed to pull blob " + blob.digest();
    }

    @Override
    public void close() {
        if (response != null) {
            response.close();
            response = null;
        }
    }
}
