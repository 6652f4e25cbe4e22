package io.atoll.store.internal.compression;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * Decompresses xz. The data says how much memory that takes, up to 1.5 GiB, all of it on the heap: what asks for more than half of the heap is
 * refused, and layers that are compressed so are read one at a time.
 */
final class XzInput extends FilterInputStream {
    /** The heap is the process's, and so is this. */
    private static final Semaphore TURN = new Semaphore(1);

    private final int limitKib;
    private boolean closed;

    XzInput(InputStream compressed) throws IOException {
        this(compressed, (int) Math.min(Integer.MAX_VALUE, (Runtime.getRuntime().maxMemory() / 2) >> 10));
    }

    XzInput(InputStream compressed, int limitKib) throws IOException {
        super(compressed);
        this.limitKib = limitKib;
        TURN.acquireUninterruptibly();
        try {
            in = new XZInputStream(compressed, limitKib);
        } catch (MemoryLimitException e) {
            TURN.release();
            throw refused(e);
        } catch (IOException | RuntimeException | Error e) {
            TURN.release();
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (MemoryLimitException e) {
            throw refused(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                in.close();
            } finally {
                TURN.release();
            }
        }
    }

    private AtollException refused(MemoryLimitException e) {
        return new AtollException(
                ErrorCode.UNSUPPORTED,
                "the layer is compressed with xz in a way that needs %d MiB of memory, and the engine has %d for it: give it a heap of more than twice that (-Xmx in conf/jvm.options), or have the image built with gzip or zstd"
                        .formatted((e.getMemoryNeeded() + 1023) >> 10, limitKib >> 10),
                e);
    }
}
