package io.atoll.store.internal.compression;

import io.atoll.posix.Inflating;
import io.atoll.posix.RawInflater;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952) of any number of members: eStargz and pigz write many, and JDK's GZIPInputStream takes the end of what
 * happens to be available for the end of the last. Checksums are not compared: the diff-id covers every byte.
 */
public final class GzipInput extends InputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int TRAILER = 8;
    /** The end of what was read before stays in front of what is read next: an inflater may have taken more of it than it needed. */
    private static final int KEPT = RawInflater.REACH;

    private final InputStream in;
    private final RawInflater inflater;
    private final byte[] buffer = new byte[KEPT + (64 << 10)];
    private int position = KEPT;
    private int limit = KEPT;
    private boolean ended;

    public GzipInput(InputStream in) throws IOException {
        this(in, Inflating.raw());
    }

    /** @param inflater a new one, closed with this, and also if the beginning is not gzip */
    public GzipInput(InputStream in, RawInflater inflater) throws IOException {
        this.in = in;
        this.inflater = inflater;
        try {
            header();
        } catch (IOException | RuntimeException e) {
            // Whoever could close this never gets it.
            inflater.close();
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
        try {
            while (!ended) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    return count;
                }
                if (inflater.isFinished()) {
                    position = limit - inflater.remaining();
                    skip(TRAILER, "trailer");
                    nextMember();
                } else if (fill()) {
                    inflate();
                } else {
                    throw new EOFException("the gzip data ends too early");
                }
            }
            return -1;
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException("the gzip data is damaged: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** Zeros after the last member are padding, of tapes and of blocks. */
    private void nextMember() throws IOException {
        int next = byteOrEnd();
        while (next == 0) {
            next = byteOrEnd();
        }
        if (next < 0) {
            ended = true;
            return;
        }
        position--;
        inflater.reset();
        header();
    }

    private void header() throws IOException {
        if (required() != 0x1f || required() != 0x8b || required() != 8) {
            throw new ZipException("the gzip data is damaged: something else follows its end");
        }
        int flags = required();
        skip(6, "header");
        if ((flags & EXTRA) != 0) {
            int low = required();
            skip(low | (required() << 8), "header");
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2, "header");
        }
        inflate();
    }

    /** Gives what was read and not used to the inflater. */
    private void inflate() {
        inflater.input(buffer, position, limit - position);
        position = limit;
    }

    private void skipText() throws IOException {
        int next = required();
        while (next != 0) {
            next = required();
        }
    }

    private void skip(int count, String what) throws IOException {
        for (int i = 0; i < count; i++) {
            if (byteOrEnd() < 0) {
                throw new EOFException("the gzip data ends in its " + what);
            }
        }
    }

    private int required() throws IOException {
        int next = byteOrEnd();
        if (next < 0) {
            throw new EOFException("the gzip data ends in its header");
        }
        return next;
    }

    private int byteOrEnd() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    /** @return false at the end */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, limit - KEPT, buffer, 0, KEPT);
        position = KEPT;
        limit = KEPT;
        limit += Math.max(0, in.read(buffer, KEPT, buffer.length - KEPT));
        return limit > KEPT;
    }

    @Override
    public void close() throws IOException {
        inflater.close();
        in.close();
    }
}
