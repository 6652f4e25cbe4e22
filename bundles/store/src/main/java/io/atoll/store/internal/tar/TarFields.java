package io.atoll.store.internal.tar;

import java.nio.charset.StandardCharsets;

/** The fields of a header block. */
final class TarFields {
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private TarFields() {}

    /** Up to the first NUL or the field's end, each byte a char. */
    static String text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    /** Octal with spaces or NULs around it; or, the first bit set, base-256 (GNU). An empty field is 0. */
    static long number(byte[] block, int offset, int length) throws TarException {
        if ((block[offset] & 0x80) != 0) {
            return binary(block, offset, length);
        }
        int at = offset;
        int end = offset + length;
        while (at < end && (block[at] == ' ' || block[at] == 0)) {
            at++;
        }
        long value = 0;
        while (at < end && block[at] >= '0' && block[at] <= '7') {
            value = (value << 3) + (block[at] - '0');
            at++;
        }
        while (at < end) {
            if (block[at] != ' ' && block[at] != 0) {
                throw new TarException("the archive is damaged: a header holds '%s' where a number must be"
                        .formatted(text(block, offset, length)));
            }
            at++;
        }
        return value;
    }

    private static long binary(byte[] block, int offset, int length) throws TarException {
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int b = block[offset + i] & 0xff;
            if (i == 0) {
                b = negative ? b : b & 0x3f;
            }
            long high = value >> 55;
            if (high != 0 && high != -1) {
                throw new TarException("the archive is damaged: a header holds a number that is too large");
            }
            value = (value << 8) | b;
        }
        return value;
    }

    /** The sum of all bytes, the field itself as spaces; old archives sum signed bytes. */
    static boolean isChecksumRight(byte[] block, int offset) throws TarException {
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < TarInput.BLOCK; i++) {
            byte b = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH ? (byte) ' ' : block[offset + i];
            unsigned += b & 0xff;
            signed += b;
        }
        long expected = number(block, offset + CHECKSUM_AT, CHECKSUM_LENGTH);
        return expected == unsigned || expected == signed;
    }

    static boolean isZero(byte[] block, int offset) {
        for (int i = 0; i < TarInput.BLOCK; i++) {
            if (block[offset + i] != 0) {
                return false;
            }
        }
        return true;
    }
}
