package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.transfer.ImageSource;
import io.atoll.registry.internal.http.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A blob as the bodies of requests: all of it, or a part. The source is read on where the last part ended, and opened again where a part is sent again. Its last byte is given only once the source
 * has found the whole blob to be right. For one thread.
 */
final class BlobBody implements AutoCloseable {
    private static final long REPORT_EVERY = 256 << 10;

    private final ImageSource source;
    private final Descriptor blob;
    private final LongConsumer progress;
    private @Nullable InputStream open;
    private long position;
    private long reported;

    /** @param progress told of the bytes that were taken so far */
    BlobBody(ImageSource source, Descriptor blob, LongConsumer progress) {
        this.source = source;
        this.blob = blob;
        this.progress = progress;
    }

    RequestBody part(long offset, long count) {
        return new RequestBody() {
            @Override
            public long length() {
                return count;
            }

            @Override
            public InputStream open() {
                return new Part(at(offset), count);
            }
        };
    }

    private InputStream at(long offset) {
        InputStream in = open;
        try {
            if (in == null || position > offset) {
                close();
                in = source.openBlob(blob);
                open = in;
                position = 0;
            }
            in.skipNBytes(offset - position);
        } catch (IOException e) {
            throw unreadable(e);
        }
        position = offset;
        reported = offset;
        return in;
    }

    private AtollException unreadable(IOException e) {
        return new AtollException(
                ErrorCode.KERNEL, "cannot read blob %s of %s: %s".formatted(blob.digest(), source, e.getMessage()), e);
    }

    @Override
    public void close() {
        InputStream in = open;
        open = null;
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }

    private final class Part extends InputStream {
        private final InputStream in;
        private long left;

        Part(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            try {
                int count = in.read(bytes, offset, (int) Math.min(length, left));
                if (count < 0) {
                    throw new AtollException(
                            ErrorCode.CORRUPT,
                            "blob %s of %s ends after %d bytes, expected %d"
                                    .formatted(blob.digest(), source, position, blob.size()));
                }
                left -= count;
                position += count;
                if (position == blob.size() && in.read() >= 0) {
                    throw new AtollException(
                            ErrorCode.CORRUPT,
                            "blob %s of %s has more than the expected %d bytes"
                                    .formatted(blob.digest(), source, blob.size()));
                }
                report();
                return count;
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private void report() {
            if (position - reported >= REPORT_EVERY || position == blob.size()) {
                reported = position;
                progress.accept(position);
            }
        }

        /** The blob stays open for the next part. */
        @Override
        public void close() {}
    }
}
