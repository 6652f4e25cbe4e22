package io.atoll.store.internal.compression;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * How a layer is compressed, by its first bytes: media types are often wrong, these never. Of every format all of the data is read:
 * each member of gzip, each frame of zstd, each stream of bzip2 and xz.
 *
 * <p>What decompresses is loaded when the first layer comes that needs it: each format has a method of its own.
 */
public final class Decompression {
    private static final int MAGIC = 6;
    /** 128 MiB: what {@code zstd --ultra -22} and {@code --long} write, and all that zstd itself reads unless told. */
    private static final int ZSTD_WINDOW_LOG = 27;

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
            return new ForeignInput("zstd", in, Decompression::zstd);
        }
        if (starts(magic, 'B', 'Z', 'h')) {
            return new ForeignInput("bzip2", in, Decompression::bzip2);
        }
        if (starts(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return new ForeignInput("xz", in, Decompression::xz);
        }
        return in;
    }

    /** @param start the first {@value #MAGIC} bytes */
    public static boolean isCompressed(byte[] start) {
        return starts(start, 0x1f, 0x8b)
                || starts(start, 0x28, 0xb5, 0x2f, 0xfd)
                || isSkippableFrame(start)
                || starts(start, 'B', 'Z', 'h')
                || starts(start, 0xfd, '7', 'z', 'X', 'Z', 0);
    }

    private static InputStream zstd(InputStream in) throws IOException {
        return new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG);
    }

    private static InputStream bzip2(InputStream in) throws IOException {
        return new Bzip2Input(in);
    }

    private static InputStream xz(InputStream in) throws IOException {
        return new XzInput(in);
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
}
