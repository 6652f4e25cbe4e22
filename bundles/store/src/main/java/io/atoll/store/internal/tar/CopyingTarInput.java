package io.atoll.store.internal.tar;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Hands on an archive's bytes as they are, and finds out on the way whether it is one. */
public final class CopyingTarInput extends FilterInputStream {
    private final OutputStream copy;
    private final long limit;
    private long count;

    private CopyingTarInput(InputStream in, OutputStream copy, long limit) {
        super(in);
        this.copy = copy;
        this.limit = limit;
    }

    /**
     * Reads to the end.
     *
     * @param limit of the archive, in bytes
     * @throws TarException if it is no archive, or its end is missing, or it is larger
     */
    public static void copy(InputStream archive, OutputStream copy, long limit) throws IOException {
        CopyingTarInput in = new CopyingTarInput(archive, copy, limit);
        TarReader reader = new TarReader(in);
        while (reader.next() != null) {
            reader.copyTo((buffer, offset, length) -> {});
        }
        reader.drain();
        if (in.count == 0) {
            throw new TarException("there is nothing in it");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            count += read;
            if (count > limit) {
                throw new TarException(
                        "it holds more than %d bytes, the limit set by atoll.layer.max.bytes".formatted(limit));
            }
            copy.write(buffer, offset, read);
        }
        return read;
    }
}
