package io.atoll.store.internal.compression;

import io.atoll.api.AtollException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A stream that somebody else's code decompresses: opened by the first read, and its errors, of whatever kind, made one. */
final class ForeignInput extends InputStream {
    private final String format;
    private final InputStream compressed;
    private final Opener opener;
    private @Nullable InputStream plain;

    /** @param opener of code for {@code format} */
    ForeignInput(String format, InputStream compressed, Opener opener) {
        this.format = format;
        this.compressed = compressed;
        this.opener = opener;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            // Some take this for the end.
            return 0;
        }
        try {
            InputStream in = plain;
            if (in == null) {
                in = opener.open(compressed);
                plain = in;
            }
            return in.read(target, offset, length);
        } catch (AtollException e) {
            // Ours: the blob below is not what was announced, or this is not supported.
            throw e;
        } catch (IOException | RuntimeException e) {
            // Hostile data leads some decoders out of their arrays.
            throw new CompressionException(format, e);
        }
    }

    @Override
    public void close() throws IOException {
        InputStream in = plain;
        try {
            if (in != null) {
                in.close();
            }
        } finally {
            compressed.close();
        }
    }

    interface Opener {
        InputStream open(InputStream compressed) throws IOException;
    }
}
