package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.FrameType;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A standard stream of the client's. {@link #drain} makes a frame of what is here, {@link #flush} also sends it. Progress is drawn from
 * another thread than the command's; standard error takes the lock of standard output, and never the other way round.
 */
final class FrameOutput extends OutputStream {
    private static final int LARGE = 32 << 10;
    private static final int LARGEST = 256 << 10;

    private final FrameChannel channel;
    private final FrameType type;
    private final boolean lines;
    private final @Nullable FrameOutput before;
    private final byte[] buffer = new byte[8 << 10];
    private int used;

    /**
     * @param lines whether each line is sent when it ends
     * @param before what has to be sent first, so that the two keep their order
     */
    FrameOutput(FrameChannel channel, FrameType type, boolean lines, @Nullable FrameOutput before) {
        this.channel = channel;
        this.type = type;
        this.lines = lines;
        this.before = before;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        if (left >= LARGE) {
            drain();
        }
        // Archives come in large pieces: no need to cut and copy them first.
        while (left >= LARGE) {
            int count = Math.min(left, LARGEST);
            if (before != null) {
                before.drain();
            }
            channel.add(type, bytes, from, count);
            from += count;
            left -= count;
        }
        while (left > 0) {
            int count = Math.min(left, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, count);
            used += count;
            from += count;
            left -= count;
            if (used == buffer.length) {
                drain();
            }
        }
        if (lines && length > 0 && endsLine(bytes, offset, length)) {
            flush();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        drain();
        channel.flush();
    }

    synchronized void drain() throws IOException {
        if (used > 0) {
            if (before != null) {
                before.drain();
            }
            channel.add(type, buffer, 0, used);
            used = 0;
        }
    }

    private static boolean endsLine(byte[] bytes, int offset, int length) {
        for (int i = offset + length - 1; i >= offset; i--) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }
}
