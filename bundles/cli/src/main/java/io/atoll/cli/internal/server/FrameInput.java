package io.atoll.cli.internal.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The client's standard input: asked for when first read, then fed by the loop. */
final class FrameInput extends InputStream {
    /** More waiting than this, and the client is not read from until some of it is used. */
    static final int FULL = 1 << 20;

    /** What the stream needs of its connection. Pause and resume are called in the order in which they became necessary. */
    interface Source {
        void wantInput() throws IOException;

        /** Reads no more from the client, for now. */
        void pause();

        void resume();
    }

    private final Source source;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private boolean asked;
    private boolean ended;
    private int offset;
    private int waiting;

    FrameInput(Source source) {
        this.source = source;
    }

    /**
     * From the loop.
     *
     * @param piece empty at the end
     */
    synchronized void feed(byte[] piece) {
        if (piece.length == 0) {
            ended = true;
        } else if (!ended) {
            pieces.add(piece);
            waiting += piece.length;
            if (waiting >= FULL) {
                source.pause();
            }
        }
        notifyAll();
    }

    /** Whether the client was asked, so that it may send. */
    synchronized boolean isAsked() {
        return asked;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ask();
        byte[] piece = await();
        if (piece == null) {
            return -1;
        }
        int count = Math.min(length, piece.length - offset);
        System.arraycopy(piece, offset, target, start, count);
        offset += count;
        if (offset == piece.length) {
            pieces.remove();
            offset = 0;
        }
        boolean wasFull = waiting >= FULL;
        waiting -= count;
        if (wasFull && waiting < FULL) {
            source.resume();
        }
        return count;
    }

    @Override
    public synchronized int available() {
        byte[] piece = pieces.peek();
        return piece == null ? 0 : piece.length - offset;
    }

    private void ask() throws IOException {
        if (!asked) {
            asked = true;
            source.wantInput();
        }
    }

    private byte @Nullable [] await() throws IOException {
        while (pieces.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted = new InterruptedIOException("interrupted");
                interrupted.initCause(e);
                throw interrupted;
            }
        }
        return pieces.peek();
    }
}
