package io.atoll.registry.internal.config;

/** Blanks the comments of a JSON document that people write, so that what is left is JSON and errors still name the right line and column. */
final class JsonComments {
    private JsonComments() {}

    /** {@code // to the end of the line} and {@code /* … *}{@code /}; one that does not end is left, and is then no JSON. */
    static byte[] blank(byte[] json) {
        byte[] out = json.clone();
        int at = 0;
        while (at < out.length) {
            if (out[at] == '"') {
                at = afterString(out, at);
            } else if (is(out, at, '/', '/')) {
                while (at < out.length && out[at] != '\n') {
                    out[at++] = ' ';
                }
            } else if (is(out, at, '/', '*')) {
                int end = at + 2;
                while (end < out.length && !is(out, end, '*', '/')) {
                    end++;
                }
                if (end >= out.length) {
                    return out;
                }
                for (; at < end + 2; at++) {
                    out[at] = out[at] == '\n' ? (byte) '\n' : (byte) ' ';
                }
            } else {
                at++;
            }
        }
        return out;
    }

    private static int afterString(byte[] text, int start) {
        int at = start + 1;
        while (at < text.length && text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static boolean is(byte[] text, int at, char first, char second) {
        return at + 1 < text.length && text[at] == first && text[at + 1] == second;
    }
}
