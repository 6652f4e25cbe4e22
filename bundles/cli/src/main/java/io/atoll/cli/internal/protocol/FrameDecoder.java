package io.atoll.cli.internal.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into frames. Memory follows what arrived, never what a header announces. */
public final class FrameDecoder {
    private static final int SMALL = 4096;

    private byte[] buffer = new byte[SMALL];
    private int start;
    private int end;

    /** Takes everything that remains in {@code bytes}. */
    public void feed(ByteBuffer bytes) {
        int count = bytes.remaining();
        makeRoom(count);
        bytes.get(buffer, end, count);
        end += count;
    }

    /**
     * The next complete frame.
     *
     * @return null if more bytes are needed
     * @throws ProtocolException as soon as the header is wrong
     */
    public @Nullable Frame next() throws ProtocolException {
        if (end - start < Frame.HEADER) {
            return null;
        }
        int length = ByteBuffer.wrap(buffer).getInt(start);
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
            throw new ProtocolException(
                    "a frame of %d bytes: at most %d".formatted(Integer.toUnsignedLong(length), Frame.MAX_PAYLOAD));
        }
        byte code = buffer[start + 4];
        FrameType type = FrameType.of(code);
        if (type == null) {
            throw new ProtocolException("unknown frame type 0x%02x".formatted(code));
        }
        int from = start + Frame.HEADER;
        if (end - from < length) {
            return null;
        }
        start = from + length;
        return new Frame(type, Arrays.copyOfRange(buffer, from, from + length));
    }

    /** Whether the stream may end here: no frame is cut in two. */
    public boolean isBetweenFrames() {
        return start == end;
    }

    private void makeRoom(int count) {
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length > 16 * SMALL) {
                buffer = new byte[SMALL]; // a large frame has passed; do not keep its space
            }
        }
        if (buffer.length - end >= count) {
            return;
        }
        int used = end - start;
        byte[] target = used + count <= buffer.length ? buffer : new byte[Math.max(2 * buffer.length, used + count)];
        System.arraycopy(buffer, start, target, 0, used);
        buffer = target;
        start = 0;
        end = used;
    }
}
