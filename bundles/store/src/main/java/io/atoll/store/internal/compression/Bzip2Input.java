package io.atoll.store.internal.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses bzip2, of any number of streams. Checksums are compared. Own code, because the two kept libraries that read it are ill suited: one
 * needs four bundles, the other writes to the process's error stream for every damaged block and goes on.
 */
final class Bzip2Input extends InputStream {
    private static final long BLOCK = 0x314159265359L;
    private static final long END = 0x177245385090L;
    private static final int LEVEL_UNIT = 100_000;
    /** After as many equal bytes comes how many more there are. */
    private static final int RUN = 4;

    private static final int[] CRC = crcTable();

    private final Bzip2Bits bits;
    private int level;
    /** The block: in the low byte of each its own byte, above it where the next one is. */
    private int[] next = {};

    private int left;
    private int at;
    private int last = -1;
    private int equal;
    private int repeat;
    private int blockCrc;
    private int expectedCrc;
    private int streamCrc;
    private boolean ended;

    Bzip2Input(InputStream in) throws IOException {
        bits = new Bzip2Bits(in);
        if (!stream()) {
            throw new EOFException("there is nothing");
        }
        block();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int to = offset;
        int end = offset + length;
        while (to < end && !ended) {
            if (repeat > 0) {
                repeat--;
                target[to++] = out(last);
            } else if (left > 0) {
                int value = step();
                if (equal == RUN) {
                    repeat = value;
                    equal = 0;
                    // A run ends here: an equal byte after it begins another.
                    continue;
                }
                equal = value == last && equal > 0 ? equal + 1 : 1;
                last = value;
                target[to++] = out(value);
            } else {
                endBlock();
                block();
            }
        }
        return to == offset && length > 0 ? -1 : to - offset;
    }

    private int step() {
        int entry = next[at];
        at = entry >>> 8;
        left--;
        return entry & 0xff;
    }

    private byte out(int value) {
        blockCrc = (blockCrc << 8) ^ CRC[(blockCrc >>> 24) ^ value];
        return (byte) value;
    }

    private void endBlock() throws IOException {
        if (~blockCrc != expectedCrc) {
            throw new IOException("the checksum of a block is wrong");
        }
        streamCrc = Integer.rotateLeft(streamCrc, 1) ^ expectedCrc;
    }

    /** @return false at the end of the data */
    private boolean stream() throws IOException {
        if (!bits.more()) {
            return false;
        }
        if (bits.take(8) != 'B' || bits.take(8) != 'Z' || bits.take(8) != 'h') {
            throw new IOException("something else follows its end");
        }
        level = bits.take(8) - '0';
        if (level < 1 || level > 9) {
            throw new IOException("its block size is unknown");
        }
        streamCrc = 0;
        return true;
    }

    private void block() throws IOException {
        while (!ended) {
            long magic = ((long) bits.take(24) << 24) | bits.take(24);
            if (magic == BLOCK) {
                expectedCrc = bits.take(32);
                decode();
                return;
            }
            if (magic != END) {
                throw new IOException("something else is where a block should be");
            }
            if (bits.take(32) != streamCrc) {
                throw new IOException("the checksum of a stream is wrong");
            }
            bits.align();
            ended = !stream();
        }
    }

    private void decode() throws IOException {
        if (bits.take(1) != 0) {
            throw new IOException("a block is randomised, as nobody has written them since 1997");
        }
        int origin = bits.take(24);
        int most = level * LEVEL_UNIT;
        if (next.length < most) {
            next = new int[most];
        }
        int[] counts = new int[256];
        int size = new Bzip2Symbols(bits).decode(next, most, counts);
        if (origin >= size) {
            throw new IOException("a block begins outside itself");
        }
        // The inverse of Burrows and Wheeler's transform: equal bytes keep their order.
        int sum = 0;
        for (int i = 0; i < counts.length; i++) {
            int count = counts[i];
            counts[i] = sum;
            sum += count;
        }
        for (int i = 0; i < size; i++) {
            next[counts[next[i] & 0xff]++] |= i << 8;
        }
        at = next[origin] >>> 8;
        left = size;
        last = -1;
        equal = 0;
        repeat = 0;
        blockCrc = -1;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }
}
