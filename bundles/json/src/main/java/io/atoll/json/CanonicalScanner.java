package io.atoll.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sees whether bytes are canonical JSON without making anything of them: what this project wrote itself is read so, ten times faster than by parsing. It
 * may say no to unusual canonical text, which is then parsed; it never says yes to anything else.
 */
final class CanonicalScanner {
    private static final int MAX_DEPTH = 30;
    /** Whatever has so many digits is within 2^53. */
    private static final int SAFE_DIGITS = 15;

    private final byte[] bytes;
    private int at;

    CanonicalScanner(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int position() {
        return at;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    /** The next byte; 0 at the end. */
    byte peek() {
        return at < bytes.length ? bytes[at] : 0;
    }

    boolean accept(char expected) {
        if (peek() == expected) {
            at++;
            return true;
        }
        return false;
    }

    boolean value() {
        return value(0);
    }

    private boolean value(int depth) {
        return switch (peek()) {
            case '{' -> depth < MAX_DEPTH && object(depth);
            case '[' -> depth < MAX_DEPTH && array(depth);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (accept('}')) {
            return true;
        }
        int before = -1;
        int beforeEnd = 0;
        do {
            int name = at;
            if (!name() || (before >= 0 && compare(before, beforeEnd, name, at) >= 0)) {
                return false;
            }
            before = name;
            beforeEnd = at;
            if (!accept(':') || !value(depth + 1)) {
                return false;
            }
        } while (accept(','));
        return accept('}');
    }

    private boolean array(int depth) {
        at++;
        if (accept(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (accept(','));
        return accept(']');
    }

    /** A member's name, of ASCII so that bytes sort as UTF-16 does, and without what sorts before the quote that ends it. */
    boolean name() {
        if (!accept('"')) {
            return false;
        }
        while (at < bytes.length) {
            byte b = bytes[at++];
            if (b == '"') {
                return true;
            }
            if (b <= '"' || b == '\\') {
                return false;
            }
        }
        return false;
    }

    /** Of two names with their quotes. */
    private int compare(int from, int end, int otherFrom, int otherEnd) {
        return Arrays.compare(bytes, from, end, bytes, otherFrom, otherEnd);
    }

    private boolean string() {
        at++;
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b == '"') {
                at++;
                return true;
            }
            if (b == '\\') {
                at++;
                if ("\"\\bfnrt".indexOf(peek()) < 0) {
                    return false;
                }
                at++;
            } else if (b >= 0x20) {
                at++;
            } else {
                // Control characters; and beyond ASCII the encoding would have to be proved.
                return false;
            }
        }
        return false;
    }

    private boolean number() {
        boolean negative = accept('-');
        if (accept('0')) {
            return !negative;
        }
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        int digits = at - start;
        byte next = peek();
        return digits > 0 && digits <= SAFE_DIGITS && next != '.' && next != 'e' && next != 'E';
    }

    private boolean literal(String word) {
        byte[] expected = word.getBytes(StandardCharsets.US_ASCII);
        for (byte b : expected) {
            if (peek() != b) {
                return false;
            }
            at++;
        }
        return true;
    }
}
