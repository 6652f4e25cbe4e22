package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.FrameType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * The writing side of a connection. Frames collect until {@link #flush}, so that the last output and the exit status leave in one
 * system call.
 *
 * <p>The channel does not block: an interrupted thread would otherwise close it, and an interrupted command still has to say how it
 * ended. Where the client is slow the writer waits here until the loop finds the socket writable.
 */
final class FrameChannel implements Closeable {
    private static final int LARGE = 16 << 10;

    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer pending = ByteBuffer.allocate(1024);
    private boolean writable = true;

    FrameChannel(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    synchronized void add(FrameType type, byte[] payload, int offset, int length) throws IOException {
        if (length > LARGE) {
            header(type, length);
            flush();
            writeFully(ByteBuffer.wrap(payload, offset, length));
            return;
        }
        header(type, length);
        room(length);
        pending.put(payload, offset, length);
        if (pending.position() > LARGE) {
            flush();
        }
    }

    synchronized void send(FrameType type, byte[] payload) throws IOException {
        add(type, payload, 0, payload.length);
        flush();
    }

    synchronized void flush() throws IOException {
        if (pending.position() > 0) {
            pending.flip();
            try {
                writeFully(pending);
            } finally {
                pending.clear();
            }
        }
    }

    /** From the loop: whoever waits may write again. */
    synchronized void writable() {
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        writable = true;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        synchronized (this) {
            writable = true;
            notifyAll();
        }
    }

    private void header(FrameType type, int length) {
        room(Frame.HEADER);
        pending.putInt(length).put(type.code());
    }

    private void room(int count) {
        if (pending.remaining() < count) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * pending.capacity(), pending.position() + count));
            pending.flip();
            pending = larger.put(pending);
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                channel.write(bytes);
                if (!bytes.hasRemaining()) {
                    return;
                }
                interrupted |= awaitWritable();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the thread was interrupted meanwhile. */
    private boolean awaitWritable() throws IOException {
        boolean interrupted = false;
        writable = false;
        try {
            key.interestOpsOr(SelectionKey.OP_WRITE);
        } catch (CancelledKeyException e) {
            throw (IOException) new ClosedChannelException().initCause(e);
        }
        key.selector().wakeup();
        while (!writable) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
