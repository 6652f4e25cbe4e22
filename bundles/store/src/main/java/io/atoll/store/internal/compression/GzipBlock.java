package io.atoll.store.internal.compression;

import java.util.zip.Deflater;

/** A part of a gzip member, compressed by itself: with the end of the part before as dictionary, and ended at a byte, so that parts can be joined. */
final class GzipBlock {
    static final int SIZE = 256 << 10;
    /** As far back as deflate can refer. */
    static final int DICTIONARY = 32 << 10;

    private final Deflater deflater;
    private final byte[] input = new byte[DICTIONARY + SIZE];
    /** Larger than anything deflate makes of a block. */
    private final byte[] output = new byte[SIZE + SIZE / 8 + 64];

    private int dictionary;
    private int length;
    private int compressed;

    GzipBlock(int level) {
        deflater = new Deflater(level, true);
    }

    /** Takes the dictionary from the block before. */
    void follow(GzipBlock before) {
        dictionary = Math.min(DICTIONARY, before.length);
        System.arraycopy(
                before.input, DICTIONARY + before.length - dictionary, input, DICTIONARY - dictionary, dictionary);
        length = 0;
    }

    /** The member begins. */
    void first() {
        dictionary = 0;
        length = 0;
    }

    /** @return how much was taken */
    int fill(byte[] data, int offset, int count) {
        int part = Math.min(count, SIZE - length);
        System.arraycopy(data, offset, input, DICTIONARY + length, part);
        length += part;
        return part;
    }

    boolean isFull() {
        return length == SIZE;
    }

    /** @param last ends the member's data; else what was written ends at a byte boundary, and more can follow */
    GzipBlock compress(boolean last) {
        deflater.reset();
        if (dictionary > 0) {
            deflater.setDictionary(input, DICTIONARY - dictionary, dictionary);
        }
        deflater.setInput(input, DICTIONARY, length);
        if (last) {
            deflater.finish();
        }
        compressed = deflater.deflate(output, 0, output.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        if (compressed == output.length || (last && !deflater.finished())) {
            throw new IllegalStateException("a block of %d bytes grew beyond all bounds".formatted(length));
        }
        return this;
    }

    byte[] output() {
        return output;
    }

    int compressed() {
        return compressed;
    }

    void end() {
        deflater.end();
    }
}
