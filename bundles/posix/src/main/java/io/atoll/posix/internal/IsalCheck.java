package io.atoll.posix.internal;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

/**
 * Whether the library is the one that is known: has it inflate blocks of all three kinds, cut at known places, and compares the data, the end it finds, what it
 * refuses, and which memory it touches. What was moved in its state, or means something else now, would show. Takes some 20 ms, once.
 */
final class IsalCheck {
    /** More than the library and {@link IsalInflater} have room for at once. */
    private static final int LENGTH = 140_000;
    /** What follows the data, as a gzip member's trailer does. */
    private static final int TRAILER = 24;

    /** More than the first blocks and their headers. */
    private static final int SLOW = 400;

    private static final byte PATTERN = 0x5a;
    /** A block of the type that does not exist. */
    private static final byte[] DAMAGED = {7, 0, 0, 0, 0, 0, 0, 0};

    private IsalCheck() {}

    static boolean passes() {
        byte[] plain = plain();
        byte[] compressed = compress(plain);
        return inflates(plain, compressed, 0) && inflates(plain, compressed, SLOW) && refuses();
    }

    /** @param slow as many bytes at the beginning and before the end are given one by one, the others at once */
    private static boolean inflates(byte[] plain, byte[] compressed, int slow) {
        byte[] found = new byte[plain.length + 1];
        int length = 0;
        int given = 0;
        try (IsalInflater inflater = new IsalInflater()) {
            inflater.state().mark(PATTERN);
            while (!inflater.isFinished()) {
                int count = inflater.inflate(found, length, found.length - length);
                length += count;
                if (count == 0 && !inflater.isFinished()) {
                    if (given == compressed.length || length == found.length) {
                        return false;
                    }
                    boolean fast = given >= slow && given < compressed.length - slow;
                    int part = fast ? compressed.length - slow - given : 1;
                    inflater.input(compressed, given, part);
                    given += part;
                }
            }
            return length == plain.length
                    && Arrays.equals(plain, 0, length, found, 0, length)
                    && given - inflater.remaining() == compressed.length - TRAILER
                    && inflater.state().isMarked(PATTERN);
        } catch (DataFormatException e) {
            return false;
        }
    }

    private static boolean refuses() {
        try (IsalInflater inflater = new IsalInflater()) {
            inflater.input(DAMAGED, 0, DAMAGED.length);
            int unused = inflater.inflate(new byte[1], 0, 1);
            return false;
        } catch (DataFormatException e) {
            return true;
        }
    }

    /** Of what compresses well, badly and not at all. */
    private static byte[] plain() {
        byte[] plain = new byte[LENGTH];
        int random = 1;
        for (int i = 0; i < LENGTH; i++) {
            random = random * 1_103_515_245 + 12_345;
            plain[i] = (byte) (i % 3 == 0 ? random >>> 24 : i >>> 9);
        }
        return plain;
    }

    /** Stored, with fixed codes, and with codes of its own, each as a part of one stream. */
    private static byte[] compress(byte[] plain) {
        byte[] all = new byte[plain.length + 1000];
        Deflater deflater = new Deflater(Deflater.NO_COMPRESSION, true);
        try {
            deflater.setInput(plain, 0, 100);
            int length = deflater.deflate(all, 0, all.length, Deflater.SYNC_FLUSH);
            deflater.setLevel(Deflater.BEST_SPEED);
            deflater.setInput(plain, 100, 10);
            length += deflater.deflate(all, length, all.length - length, Deflater.SYNC_FLUSH);
            deflater.setInput(plain, 110, plain.length - 110);
            deflater.finish();
            length += deflater.deflate(all, length, all.length - length);
            byte[] compressed = Arrays.copyOf(all, length + TRAILER);
            Arrays.fill(compressed, length, compressed.length, PATTERN);
            return compressed;
        } finally {
            deflater.end();
        }
    }
}
