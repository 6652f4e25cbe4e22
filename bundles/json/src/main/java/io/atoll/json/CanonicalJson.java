package io.atoll.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * RFC 8785: members sorted by UTF-16 code units, no white space, minimal escapes, numbers as ECMAScript writes them. What that form would change is
 * refused: an integer that is no double, half a surrogate pair.
 */
final class CanonicalJson {
    private static final long LARGEST = 1L << 53;

    private CanonicalJson() {}

    static byte[] write(JsonNode node) {
        StringBuilder out = new StringBuilder(256);
        append(out, node);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder out, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(out, node);
            case ARRAY -> array(out, node);
            case STRING -> string(out, node.textValue());
            case NUMBER -> number(out, node);
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
        }
    }

    private static void object(StringBuilder out, JsonNode node) {
        List<String> names = new ArrayList<>(node.size());
        node.fieldNames().forEachRemaining(names::add);
        Collections.sort(names);
        out.append('{');
        String separator = "";
        for (String name : names) {
            out.append(separator);
            string(out, name);
            out.append(':');
            append(out, node.get(name));
            separator = ",";
        }
        out.append('}');
    }

    private static void array(StringBuilder out, JsonNode node) {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            append(out, node.get(i));
        }
        out.append(']');
    }

    private static void number(StringBuilder out, JsonNode node) {
        if (node.canConvertToExactIntegral()
                && node.canConvertToLong()
                && node.longValue() >= -LARGEST
                && node.longValue() <= LARGEST) {
            out.append(node.longValue());
            return;
        }
        double value = node.doubleValue();
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            throw new IllegalArgumentException("not a number that JSON can hold: " + node);
        }
        StringBuilder text = new StringBuilder();
        EcmaNumber.append(text, value);
        // One that is in this form already has lost nothing, for it was never anything else.
        if (node.isIntegralNumber()
                && new BigDecimal(value).compareTo(node.decimalValue()) != 0
                && !node.asText().contentEquals(text)) {
            throw new IllegalArgumentException("an integer that would lose digits: " + node);
        }
        out.append(text);
    }

    static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isSurrogate(c) && !isPair(text, i)) {
                        throw new IllegalArgumentException("not text: half of a surrogate pair in a string");
                    }
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
