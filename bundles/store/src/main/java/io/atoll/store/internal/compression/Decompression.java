package io.atoll.store.internal.compression;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** How a layer is compressed, by its first bytes: media types are often wrong, these never. */
public final class Decompression {
    private static final int MAGIC = 6;

    private Decompression() {}

    public static InputStream open(InputStream compressed) throws IOException {
        PushbackInputStream in = new PushbackInputStream(compressed, MAGIC);
        byte[] magic = new byte[MAGIC];
        int length = in.readNBytes(magic, 0, MAGIC);
        in.unread(magic, 0, length);
        if (starts(magic, 0x1f, 0x8b)) {
            return new GzipInput(in);
        }
        if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(magic)) {
            return zstd(in);
        }
        if (starts(magic, 'B', 'Z', 'h')) {
            throw unsupported("bzip2");
        }
        if (starts(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            throw unsupported("xz");
        }
        return in;
    }

    /** A method of its own, so that the native library is not looked for before there is something for it. */
    private static InputStream zstd(InputStream in) throws IOException {
        return new ZstdInputStreamNoFinalizer(in);
    }

    /** zstd:chunked and pzstd begin or end with frames that are not data. */
    private static boolean isSkippableFrame(byte[] magic) {
        return (magic[0] & 0xf0) == 0x50
                && (magic[1] & 0xff) == 0x2a
                && (magic[2] & 0xff) == 0x4d
                && (magic[3] & 0xff) == 0x18;
    }

    private static boolean starts(byte[] magic, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((magic[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static AtollException unsupported(String format) {
        return new AtollException(
                ErrorCode.UNSUPPORTED,
                "the layer is compressed with %s, which image layers may not be: only gzip, zstd and none are supported"
                        .formatted(format));
    }
}
