package io.atoll.store.internal.compression;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.atoll.api.layer.LayerFormat;
import java.io.IOException;
import java.io.OutputStream;

/** Opens what compresses a layer. What it writes depends on the archive and the format, on nothing else: not on processors, not on how writes are cut. */
public final class CompressedOutput {
    /** Beyond these, memory grows and speed does not: reading and hashing the tree is one thread. */
    private static final int MOST_GZIP = 16;

    /** Each worker has some 20 MiB outside the heap. */
    private static final int MOST_ZSTD = 4;

    private CompressedOutput() {}

    /** @return closing it finishes, releases everything, and closes {@code out} */
    public static OutputStream open(LayerFormat format, OutputStream out) throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        return switch (format) {
            case LayerFormat.Plain plain -> out;
            case LayerFormat.Gzip gzip -> new GzipOutput(out, gzip.level(), Math.min(processors, MOST_GZIP));
            case LayerFormat.Zstd zstd -> zstd(out, zstd.level(), Math.min(processors, MOST_ZSTD));
            case LayerFormat.Custom custom -> custom.encoder().encode(out);
        };
    }

    /**
     * A method of its own, so that the native library is not looked for before there is something for it. One worker is not the same as none, which
     * compresses otherwise: but one gives what ten give. Checksummed, as the zstd program does it: a damaged layer then fails to decompress, before its
     * digest is known.
     */
    static OutputStream zstd(OutputStream out, int level, int workers) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out, level).setWorkers(workers).setChecksum(true);
    }
}
