package io.atoll.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A JSON value in its canonical form, as bytes; perhaps a part of a larger document's. Immutable. */
public final class CanonicalText {
    private final byte[] bytes;
    private final int start;
    private final int end;

    CanonicalText(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    /** @throws IllegalArgumentException if it has no canonical form */
    public static CanonicalText of(JsonNode node) {
        byte[] bytes = CanonicalJson.write(node);
        return new CanonicalText(bytes, 0, bytes.length);
    }

    public int length() {
        return end - start;
    }

    /** A member, if this is an object that has it. Nothing is parsed. */
    public Optional<CanonicalText> member(String name) {
        if (bytes[start] != '{' || bytes[start + 1] == '}') {
            return Optional.empty();
        }
        byte[] wanted = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
        int at = start;
        do {
            int colon = skip(at + 1);
            int next = skip(colon + 1);
            if (Arrays.equals(bytes, at + 1, colon, wanted, 0, wanted.length)) {
                return Optional.of(new CanonicalText(bytes, colon + 1, next));
            }
            at = next;
        } while (bytes[at] == ',');
        return Optional.empty();
    }

    /** Where the value that begins there ends. Being canonical it is well-formed, so only strings and brackets count. */
    private int skip(int from) {
        int at = from;
        int depth = 0;
        while (true) {
            byte b = bytes[at];
            if (b == '"') {
                at = skipString(at);
            } else if (b == '{' || b == '[') {
                depth++;
                at++;
            } else if (b == '}' || b == ']') {
                if (depth == 0) {
                    return at;
                }
                depth--;
                at++;
            } else if (depth == 0 && (b == ',' || b == ':')) {
                return at;
            } else {
                at++;
            }
            if (at == end) {
                return at;
            }
        }
    }

    private int skipString(int from) {
        int at = from + 1;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** The string this is; empty if it is something else. */
    public String string() {
        if (bytes[start] != '"') {
            return "";
        }
        for (int i = start + 1; i < end - 1; i++) {
            if (bytes[i] == '\\') {
                return tree("string").asText("");
            }
        }
        return new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
    }

    public JsonNode tree(String what) {
        return Json.parse(toBytes(), what, Integer.MAX_VALUE);
    }

    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, start, end - start);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanonicalText text
                && Arrays.equals(bytes, start, end, text.bytes, text.start, text.end);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
