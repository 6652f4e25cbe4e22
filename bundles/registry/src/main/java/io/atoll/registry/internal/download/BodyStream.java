package io.atoll.registry.internal.download;

import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response's body as a stream. */
final class BodyStream extends InputStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Response response;
    private @Nullable Iterator<ByteBuffer> pieces = List.<ByteBuffer>of().iterator();
    private ByteBuffer piece = NOTHING;

    BodyStream(Response response) {
        this.response = response;
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
        while (!piece.hasRemaining()) {
            ByteBuffer next = next();
            if (next == null) {
                return -1;
            }
            piece = next;
        }
        int count = Math.min(length, piece.remaining());
        piece.get(bytes, offset, count);
        return count;
    }

    private @Nullable ByteBuffer next() throws IOException {
        while (pieces != null && !pieces.hasNext()) {
            try {
                List<ByteBuffer> more = response.body().next();
                pieces = more == null ? null : more.iterator();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted").initCause(e);
            }
        }
        return pieces == null ? null : pieces.next();
    }

    @Override
    public void close() {
        response.close();
    }
}
