package io.atoll.store.internal.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bits, the highest of each byte first. */
final class Bzip2Bits {
    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;
    private long held;
    private int count;

    Bzip2Bits(InputStream in) {
        this.in = in;
    }

    /** @param width up to 32 */
    int take(int width) throws IOException {
        while (count < width) {
            if (!load()) {
                throw new EOFException("it ends too early");
            }
        }
        count -= width;
        return (int) ((held >>> count) & ((1L << width) - 1));
    }

    /** Whether there is another byte. */
    boolean more() throws IOException {
        return count >= 8 || load();
    }

    /** Leaves out the rest of a byte. */
    void align() {
        count -= count & 7;
    }

    private boolean load() throws IOException {
        if (position == limit) {
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            position = 0;
            if (limit == 0) {
                return false;
            }
        }
        held = (held << 8) | (buffer[position++] & 0xff);
        count += 8;
        return true;
    }
}
