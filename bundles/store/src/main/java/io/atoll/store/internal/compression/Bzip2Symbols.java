package io.atoll.store.internal.compression;

import java.io.IOException;
import java.util.Arrays;

/** A block's symbols: Huffman codes, moved to the front, with runs of the first. */
final class Bzip2Symbols {
    private static final int RUN_B = 1;
    private static final int GROUP = 50;
    private static final int LONGEST = 20;
    /** What a block of 900,000 needs; more may be announced, and are not used. */
    private static final int MOST_SELECTORS = 18_002;

    private final Bzip2Bits bits;
    private final int[] bytes = new int[256];
    private int used;

    Bzip2Symbols(Bzip2Bits bits) {
        this.bits = bits;
    }

    /**
     * Decodes a block.
     *
     * @param most how many bytes it may have
     * @param counts of each byte, to be counted
     * @return how many bytes there are
     */
    int decode(int[] block, int most, int[] counts) throws IOException {
        bytesInUse();
        int tables = bits.take(3);
        if (tables < 2 || tables > 6) {
            throw wrong();
        }
        byte[] selectors = selectors(tables);
        int symbols = used + 2;
        Code[] codes = new Code[tables];
        for (int i = 0; i < tables; i++) {
            codes[i] = new Code(lengths(symbols));
        }
        int end = symbols - 1;
        int size = 0;
        int run = 0;
        int weight = 1;
        for (int group = 0; ; group++) {
            if (group == selectors.length) {
                throw wrong();
            }
            Code code = codes[selectors[group]];
            for (int i = 0; i < GROUP; i++) {
                int symbol = code.next(bits);
                if (symbol <= RUN_B) {
                    // A number in base two with the digits one and two, the lowest first.
                    run += weight << symbol;
                    weight <<= 1;
                    if (run > most - size || weight > 2 * most) {
                        throw wrong();
                    }
                    continue;
                }
                if (run > 0) {
                    counts[bytes[0]] += run;
                    Arrays.fill(block, size, size + run, bytes[0]);
                    size += run;
                    run = 0;
                    weight = 1;
                }
                if (symbol == end) {
                    return size;
                }
                if (size == most) {
                    throw wrong();
                }
                int value = toFront(symbol - 1);
                counts[value]++;
                block[size++] = value;
            }
        }
    }

    private int toFront(int index) {
        int value = bytes[index];
        System.arraycopy(bytes, 0, bytes, 1, index);
        bytes[0] = value;
        return value;
    }

    private void bytesInUse() throws IOException {
        int ranges = bits.take(16);
        for (int range = 0; range < 16; range++) {
            if (((ranges >> (15 - range)) & 1) != 0) {
                int within = bits.take(16);
                for (int i = 0; i < 16; i++) {
                    if (((within >> (15 - i)) & 1) != 0) {
                        bytes[used++] = range * 16 + i;
                    }
                }
            }
        }
        if (used == 0) {
            throw wrong();
        }
    }

    /** Which table is for which group of symbols. */
    private byte[] selectors(int tables) throws IOException {
        int announced = bits.take(15);
        byte[] selectors = new byte[Math.min(announced, MOST_SELECTORS)];
        byte[] order = {0, 1, 2, 3, 4, 5};
        for (int i = 0; i < announced; i++) {
            int index = 0;
            while (bits.take(1) != 0) {
                index++;
                if (index == tables) {
                    throw wrong();
                }
            }
            byte selected = order[index];
            System.arraycopy(order, 0, order, 1, index);
            order[0] = selected;
            if (i < selectors.length) {
                selectors[i] = selected;
            }
        }
        return selectors;
    }

    private int[] lengths(int symbols) throws IOException {
        int[] lengths = new int[symbols];
        int length = bits.take(5);
        for (int i = 0; i < symbols; i++) {
            while (true) {
                if (length < 1 || length > LONGEST) {
                    throw wrong();
                }
                if (bits.take(1) == 0) {
                    break;
                }
                length += bits.take(1) == 0 ? 1 : -1;
            }
            lengths[i] = length;
        }
        return lengths;
    }

    private static IOException wrong() {
        return new IOException("a block's symbols are wrong");
    }

    /** A canonical code: those of a length are consecutive numbers, in the order of their symbols. */
    private static final class Code {
        private final int[] first = new int[LONGEST + 1];
        private final int[] count = new int[LONGEST + 1];
        private final int[] start = new int[LONGEST + 1];
        private final int[] symbols;
        private final int shortest;

        Code(int[] lengths) {
            symbols = new int[lengths.length];
            for (int length : lengths) {
                count[length]++;
            }
            shortest = Arrays.stream(lengths).min().orElseThrow();
            int number = 0;
            int position = 0;
            for (int length = 1; length <= LONGEST; length++) {
                first[length] = number;
                start[length] = position;
                number = (number + count[length]) << 1;
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        symbols[position++] = symbol;
                    }
                }
            }
        }

        int next(Bzip2Bits bits) throws IOException {
            int number = bits.take(shortest);
            for (int length = shortest; length <= LONGEST; length++) {
                int index = number - first[length];
                if (index >= 0 && index < count[length]) {
                    return symbols[start[length] + index];
                }
                number = (number << 1) | bits.take(1);
            }
            throw wrong();
        }
    }
}
