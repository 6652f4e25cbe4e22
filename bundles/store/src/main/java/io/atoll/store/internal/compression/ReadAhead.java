package io.atoll.store.internal.compression;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in a thread of its own, a bounded way ahead of whoever reads this: one processor decompresses while another one
 * writes files. An error arrives where it would have without the thread, after all that was read before it.
 *
 * <p>The thread lives until the end of the stream, its first error, or {@link #close}, whichever is first. It is never interrupted: that would
 * close the file under it, and it waits for nothing but its reader.
 */
public final class ReadAhead extends InputStream {
    private static final int BLOCKS = 4;

    private final InputStream source;
    private final Blocks memory;
    private final List<Block> all = new ArrayList<>();
    private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS + 1);
    /** One more than there are blocks, for the end: putting never waits. */
    private final BlockingQueue<Block> read = new ArrayBlockingQueue<>(BLOCKS + 1);

    private final Thread thread;
    private Block present = new Block(new byte[0]);
    private int position;

    /** @param source read by another thread until {@link #close}, which closes it */
    public ReadAhead(InputStream source, Blocks memory) {
        this.source = source;
        this.memory = memory;
        this.thread = Thread.ofPlatform().name("atoll-read-ahead").daemon().unstarted(this::run);
        for (int i = 0; i < BLOCKS; i++) {
            all.add(new Block(memory.take()));
        }
        free.addAll(all);
        thread.start();
    }

    private void run() {
        try {
            Block block = free.take();
            while (block != Block.STOP) {
                boolean more = fill(block);
                read.add(block);
                if (!more) {
                    break;
                }
                block = free.take();
            }
            read.add(Block.STOP);
        } catch (Throwable e) {
            // Of any kind: whoever reads must not wait for ever.
            read.add(new Block(e));
        }
    }

    /** @return false at the end of the source */
    private boolean fill(Block block) throws IOException {
        block.length = 0;
        try {
            while (block.length < Blocks.SIZE) {
                int count = source.read(block.bytes, block.length, Blocks.SIZE - block.length);
                if (count < 0) {
                    return false;
                }
                block.length += count;
            }
            return true;
        } catch (Throwable e) {
            read.add(block);
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == present.length) {
            if (!advance()) {
                return -1;
            }
        }
        int count = Math.min(length, present.length - position);
        System.arraycopy(present.bytes, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean advance() throws IOException {
        if (present == Block.STOP) {
            return false;
        }
        if (present.failure != null) {
            throw thrown(present.failure);
        }
        if (present.bytes.length > 0) {
            free.add(present);
        }
        try {
            present = read.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        position = 0;
        return true;
    }

    private static IOException thrown(Throwable failure) {
        return switch (failure) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(failure);
        };
    }

    @Override
    public void close() throws IOException {
        free.clear();
        free.add(Block.STOP);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        present = Block.STOP;
        position = 0;
        all.forEach(block -> memory.give(block.bytes));
        all.clear();
        source.close();
    }

    private static final class Block {
        /** As the next one to fill: end. As the next one to read: there is no more. */
        static final Block STOP = new Block(new byte[0]);

        final byte[] bytes;
        final @Nullable Throwable failure;
        int length;

        Block(byte[] bytes) {
            this.bytes = bytes;
            this.failure = null;
        }

        Block(Throwable failure) {
            this.bytes = new byte[0];
            this.failure = failure;
        }
    }
}
