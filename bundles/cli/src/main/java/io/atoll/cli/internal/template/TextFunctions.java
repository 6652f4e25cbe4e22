package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** The functions that make texts. */
final class TextFunctions {
    private static final int MAX_PADDING = 10_000;
    /** Of the texts a function is given: a variable that is doubled in a loop grows very fast. */
    private static final int MAX_TEXT = 4 << 20;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TextFunctions() {}

    static void requireBounded(List<JsonNode> arguments) {
        if (arguments.stream()
                        .filter(JsonNode::isTextual)
                        .mapToLong(text -> text.textValue().length())
                        .sum()
                > MAX_TEXT) {
            throw tooLong();
        }
    }

    /** Go's Print puts a blank between two operands where neither is a string; Println always. */
    static String print(List<JsonNode> arguments, boolean always) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            if (i > 0
                    && (always
                            || (!arguments.get(i).isTextual()
                                    && !arguments.get(i - 1).isTextual()))) {
                text.append(' ');
            }
            text.append(Values.text(arguments.get(i)));
        }
        return text.toString();
    }

    static JsonNode join(List<JsonNode> arguments) {
        JsonNode list = Arguments.exactly(arguments, 2).getFirst();
        if (!list.isArray() && !list.isNull()) {
            throw new IllegalArgumentException("'%s' is not a list".formatted(Values.text(list)));
        }
        StringBuilder text = new StringBuilder();
        String separator = "";
        for (JsonNode element : list) {
            text.append(separator).append(Values.text(element));
            if (text.length() > MAX_TEXT) {
                throw tooLong();
            }
            separator = Arguments.string(arguments.get(1));
        }
        return JSON.textNode(text.toString());
    }

    static JsonNode split(List<JsonNode> arguments) {
        String text = Arguments.string(Arguments.exactly(arguments, 2).get(0));
        String separator = Arguments.string(arguments.get(1));
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("the separator is empty");
        }
        ArrayNode parts = JSON.arrayNode();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + separator.length();
        }
        return parts.add(text.substring(start));
    }

    static JsonNode title(String text) {
        StringBuilder title = new StringBuilder(text);
        for (int i = 0; i < title.length(); i++) {
            if (i == 0 || Character.isWhitespace(title.charAt(i - 1))) {
                title.setCharAt(i, Character.toTitleCase(title.charAt(i)));
            }
        }
        return JSON.textNode(title.toString());
    }

    static JsonNode truncate(List<JsonNode> arguments) {
        String text = Arguments.string(Arguments.exactly(arguments, 2).get(0));
        int most = Arguments.number(arguments.get(1));
        return most < 0 || text.codePointCount(0, text.length()) <= most
                ? arguments.getFirst()
                : JSON.textNode(text.substring(0, text.offsetByCodePoints(0, most)));
    }

    /** Blanks before and after; nothing stays nothing. */
    static JsonNode pad(List<JsonNode> arguments) {
        String text = Arguments.string(Arguments.exactly(arguments, 3).get(0));
        int before = Arguments.number(arguments.get(1));
        int after = Arguments.number(arguments.get(2));
        if (before < 0 || after < 0 || before > MAX_PADDING || after > MAX_PADDING) {
            throw new IllegalArgumentException("from 0 to %d blanks are possible".formatted(MAX_PADDING));
        }
        return JSON.textNode(text.isEmpty() ? "" : " ".repeat(before) + text + " ".repeat(after));
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("the texts are longer than %d MiB".formatted(MAX_TEXT >> 20));
    }
}
