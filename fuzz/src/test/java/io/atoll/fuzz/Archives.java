package io.atoll.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes archives of arbitrary bytes that get past the one thing a fuzzer cannot guess: the checksum of each header. */
final class Archives {
    static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;
    private static final int TYPE_AT = 156;

    private Archives() {}

    /** A copy whose headers, where sizes say they are, have right checksums. What is right already stays as it is. */
    static byte[] repaired(byte[] data) {
        byte[] archive = data.clone();
        long at = 0;
        while (at + BLOCK <= archive.length) {
            int header = (int) at;
            if (!isZero(archive, header)) {
                repair(archive, header);
            }
            at += BLOCK + (hasData((char) archive[header + TYPE_AT]) ? roundedUp(octal(archive, header + SIZE_AT)) : 0);
        }
        return archive;
    }

    /** Where in an archive an entry's header is, and its data. */
    record Content(int header, int from, int to) {}

    /** Of files, as far as they are there. */
    static List<Content> contents(byte[] archive) {
        List<Content> contents = new ArrayList<>();
        long at = 0;
        while (at + BLOCK <= archive.length) {
            int header = (int) at;
            char type = (char) archive[header + TYPE_AT];
            long size = hasData(type) ? octal(archive, header + SIZE_AT) : 0;
            int from = header + BLOCK;
            if ((type == '0' || type == '\0') && from + size <= archive.length) {
                contents.add(new Content(header, from, (int) (from + size)));
            }
            at += BLOCK + roundedUp(size);
        }
        return contents;
    }

    /** A header of an entry with this type flag. */
    static byte[] header(char type, String name, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, SIZE_AT, "%011o".formatted(size));
        put(block, 136, "00000000001");
        block[TYPE_AT] = (byte) type;
        put(block, 257, "ustar");
        put(block, 263, "00");
        repair(block, 0);
        return block;
    }

    static long roundedUp(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static boolean hasData(char type) {
        return "\0".indexOf(type) >= 0 || "07SLKxg".indexOf(type) >= 0;
    }

    private static void repair(byte[] archive, int at) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? ' ' : archive[at + i] & 0xff;
        }
        if (sum != octal(archive, at + CHECKSUM_AT, 8)) {
            put(archive, at + CHECKSUM_AT, "%06o\0 ".formatted(sum));
        }
    }

    private static boolean isZero(byte[] archive, int at) {
        for (int i = 0; i < BLOCK; i++) {
            if (archive[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static long octal(byte[] archive, int at) {
        return octal(archive, at, 12);
    }

    /** Digits wherever they are; what else is there is the reader's to judge. */
    private static long octal(byte[] archive, int at, int length) {
        long value = 0;
        for (int i = at; i < at + length; i++) {
            if (archive[i] >= '0' && archive[i] <= '7') {
                value = value * 8 + (archive[i] - '0');
            }
        }
        return value;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
