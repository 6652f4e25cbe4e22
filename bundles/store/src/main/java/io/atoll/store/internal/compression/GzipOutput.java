package io.atoll.store.internal.compression;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Compresses to gzip (RFC 1952) in one member, on several threads, as pigz does: blocks of a fixed size, each compressed by itself with the end of the one
 * before as dictionary, joined in their order. Where the cuts are depends on the data's length alone, so any number of threads writes the same.
 *
 * <p>For one thread. Threads are started with the second block and are gone when {@link #close} returns, however it returns. Some 600 KiB for each.
 */
final class GzipOutput extends OutputStream {
    private static final int NO_NAME_NO_TIME = 0;
    private static final byte OS_UNKNOWN = (byte) 255;

    private final OutputStream out;
    private final int level;
    private final int threads;
    private final CRC32 crc = new CRC32();
    private final ArrayDeque<Future<GzipBlock>> pending = new ArrayDeque<>();
    private final ArrayDeque<GzipBlock> free = new ArrayDeque<>();
    private @Nullable ExecutorService workers;
    private GzipBlock current;
    private long length;
    private boolean headerWritten;
    private boolean closed;
    private boolean failed;

    GzipOutput(OutputStream out, int level, int threads) {
        this.out = out;
        this.level = level;
        this.threads = threads;
        current = new GzipBlock(level);
        current.first();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int count) throws IOException {
        if (closed || failed) {
            throw new IOException("the gzip stream is closed");
        }
        failed = true;
        crc.update(data, offset, count);
        length += count;
        int done = 0;
        while (done < count) {
            // Before it is filled again, not when it is full: the last block is known only at the end.
            if (current.isFull()) {
                submit();
            }
            done += current.fill(data, offset + done, count - done);
        }
        failed = false;
    }

    private void submit() throws IOException {
        GzipBlock full = current;
        GzipBlock next = pending.size() > threads ? take() : free.poll();
        current = next == null ? new GzipBlock(level) : next;
        current.follow(full);
        ExecutorService pool = workers;
        if (pool == null) {
            pool = Executors.newFixedThreadPool(
                    threads, Thread.ofPlatform().daemon().name("atoll-gzip-", 0).factory());
            workers = pool;
        }
        pending.add(pool.submit(() -> full.compress(false)));
    }

    /** Writes the oldest block, which is free then. */
    private GzipBlock take() throws IOException {
        Future<GzipBlock> oldest = pending.element();
        GzipBlock block;
        try {
            block = oldest.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while compressing").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException("cannot compress: " + e.getCause(), e.getCause());
        }
        pending.remove();
        write(block);
        return block;
    }

    private void write(GzipBlock block) throws IOException {
        header();
        out.write(block.output(), 0, block.compressed());
    }

    private void header() throws IOException {
        if (!headerWritten) {
            headerWritten = true;
            out.write(new byte[] {0x1f, (byte) 0x8b, 8, NO_NAME_NO_TIME, 0, 0, 0, 0, 0, OS_UNKNOWN});
        }
    }

    /** Finishes the member, unless a write failed: what is half must not look whole. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            try {
                if (!failed) {
                    finish();
                }
            } finally {
                release();
            }
        }
    }

    private void finish() throws IOException {
        while (!pending.isEmpty()) {
            free.add(take());
        }
        write(current.compress(true));
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (crc.getValue() >>> (8 * i));
            trailer[4 + i] = (byte) (length >>> (8 * i));
        }
        out.write(trailer);
    }

    /** Waits for the threads: a block is compressed in milliseconds, and its deflater must not be freed under it. */
    private void release() {
        ExecutorService pool = workers;
        if (pool != null) {
            pool.shutdown();
            pool.close();
        }
        for (Future<GzipBlock> left : pending) {
            if (left.state() == Future.State.SUCCESS) {
                left.resultNow().end();
            }
        }
        free.forEach(GzipBlock::end);
        current.end();
    }
}
