package io.atoll.store.internal.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The archive's bytes behind one buffer, from which headers are read and data is handed out without copying. */
final class TarInput {
    static final int BLOCK = 512;

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int position;
    private int limit;
    private long blocks;
    /** Of the stream, up to the buffer's limit. */
    private long end;

    TarInput(InputStream in) {
        this.in = in;
    }

    byte[] buffer() {
        return buffer;
    }

    /**
     * The offset of the next block in the buffer.
     *
     * @return -1 at the end of the stream
     */
    int block() throws IOException {
        if (limit - position < BLOCK) {
            compact();
            while (limit < BLOCK) {
                int read = in.read(buffer, limit, buffer.length - limit);
                if (read < 0) {
                    if (limit == 0) {
                        return -1;
                    }
                    throw ended();
                }
                limit += read;
                end += read;
            }
        }
        int at = position;
        position += BLOCK;
        blocks++;
        return at;
    }

    /** How many blocks {@link #block} has given. */
    long blocks() {
        return blocks;
    }

    /** Makes data available in the buffer from {@link #position}; returns how much of what is wanted, at least one byte. */
    int available(long wanted) throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            if (limit == 0) {
                throw ended();
            }
            end += limit;
        }
        return (int) Math.min(wanted, limit - position);
    }

    int position() {
        return position;
    }

    void consumed(int count) {
        position += count;
    }

    /** Where the next byte is in the stream. */
    long offset() {
        return end - (limit - position);
    }

    void skip(long count) throws IOException {
        long left = count;
        if (in instanceof SeekableInput seekable && left > limit - position) {
            left -= limit - position;
            position = limit;
            if (!seekable.seek(left)) {
                throw ended();
            }
            end += left;
            return;
        }
        while (left > 0) {
            int part = available(left);
            consumed(part);
            left -= part;
        }
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int part = available(count - done);
            System.arraycopy(buffer, position, bytes, done, part);
            consumed(part);
            done += part;
        }
        return bytes;
    }

    /** Reads to the end of the stream. */
    void drain() throws IOException {
        position = 0;
        do {
            limit = in.read(buffer, 0, buffer.length);
        } while (limit >= 0);
        limit = 0;
    }

    private void compact() {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
    }

    private static IOException ended() {
        return new EOFException("the archive ends in the middle of an entry");
    }
}
