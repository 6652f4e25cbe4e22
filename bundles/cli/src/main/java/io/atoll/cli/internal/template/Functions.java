package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What can be called. A wrong argument is an IllegalArgumentException that says what was expected. */
final class Functions {
    private static final int MAX_PADDING = 10_000;
    /** Of the texts a function is given: a variable that is doubled in a loop grows very fast. */
    private static final int MAX_TEXT = 4 << 20;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static final Set<String> NAMES = new TreeSet<>(Set.of(
            "and",
            "or",
            "not",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "index",
            "slice",
            "len",
            "print",
            "println",
            "printf",
            "json",
            "join",
            "split",
            "upper",
            "lower",
            "title",
            "truncate",
            "pad"));

    private Functions() {}

    static JsonNode call(String name, List<JsonNode> arguments) {
        if (arguments.stream()
                        .filter(JsonNode::isTextual)
                        .mapToLong(text -> text.textValue().length())
                        .sum()
                > MAX_TEXT) {
            throw tooLong();
        }
        return switch (name) {
            case "and", "or" -> {
                atLeast(arguments, 1);
                yield arguments.getLast(); // what decides earlier was returned earlier
            }
            case "not" -> JSON.booleanNode(!Values.isTrue(one(arguments)));
            case "eq" -> {
                atLeast(arguments, 2);
                JsonNode first = arguments.getFirst();
                yield JSON.booleanNode(arguments.stream().skip(1).anyMatch(other -> isEqual(first, other)));
            }
            case "ne" -> JSON.booleanNode(!isEqual(arguments(arguments, 2).get(0), arguments.get(1)));
            case "lt" -> JSON.booleanNode(compare(arguments(arguments, 2)) < 0);
            case "le" -> JSON.booleanNode(compare(arguments(arguments, 2)) <= 0);
            case "gt" -> JSON.booleanNode(compare(arguments(arguments, 2)) > 0);
            case "ge" -> JSON.booleanNode(compare(arguments(arguments, 2)) >= 0);
            case "index" -> index(arguments);
            case "slice" -> slice(arguments);
            case "len" -> JSON.numberNode(length(one(arguments)));
            case "print" -> JSON.textNode(print(arguments, false));
            case "println" -> JSON.textNode(print(arguments, true) + "\n");
            case "printf" -> JSON.textNode(Printf.format(arguments));
            case "json" -> JSON.textNode(one(arguments).toString());
            case "join" -> join(arguments);
            case "split" -> split(arguments);
            case "upper" -> JSON.textNode(string(one(arguments)).toUpperCase(Locale.ROOT));
            case "lower" -> JSON.textNode(string(one(arguments)).toLowerCase(Locale.ROOT));
            case "title" -> title(string(one(arguments)));
            case "truncate" -> truncate(arguments);
            case "pad" -> pad(arguments);
            default -> throw new IllegalArgumentException("there is no such function");
        };
    }

    private static boolean isEqual(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return compare(List.of(a, b)) == 0;
        }
        if (a.isContainerNode() || b.isContainerNode()) {
            throw new IllegalArgumentException("lists and objects cannot be compared");
        }
        return a.equals(b);
    }

    private static int compare(List<JsonNode> two) {
        JsonNode a = two.get(0);
        JsonNode b = two.get(1);
        if (a.isIntegralNumber() && b.isIntegralNumber()) {
            return Long.compare(a.longValue(), b.longValue());
        }
        if (a.isNumber() && b.isNumber()) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (a.isTextual() && b.isTextual()) {
            return a.textValue().compareTo(b.textValue());
        }
        throw new IllegalArgumentException(
                "'%s' and '%s' cannot be compared".formatted(Values.text(a), Values.text(b)));
    }

    private static JsonNode index(List<JsonNode> arguments) {
        atLeast(arguments, 1);
        JsonNode value = arguments.getFirst();
        for (JsonNode key : arguments.subList(1, arguments.size())) {
            if (value.isObject()) {
                value = Objects.requireNonNullElse(value.get(string(key)), NullNode.instance);
            } else if (value.isArray()) {
                int i = number(key);
                if (i < 0 || i >= value.size()) {
                    throw new IllegalArgumentException(
                            "there is no element %d: there are %d".formatted(i, value.size()));
                }
                value = value.get(i);
            } else if (!value.isNull()) {
                throw new IllegalArgumentException(
                        "'%s' is neither a list nor an object".formatted(Values.text(value)));
            }
        }
        return value;
    }

    private static JsonNode slice(List<JsonNode> arguments) {
        atLeast(arguments, 1);
        JsonNode value = arguments.getFirst();
        int from = arguments.size() > 1 ? number(arguments.get(1)) : 0;
        int to = arguments.size() > 2 ? number(arguments.get(2)) : length(value);
        if (from < 0 || to < from || to > length(value)) {
            throw new IllegalArgumentException(
                    "from %d to %d is not within 0 to %d".formatted(from, to, length(value)));
        }
        if (value.isTextual()) {
            return JSON.textNode(value.textValue().substring(from, to));
        }
        ArrayNode part = JSON.arrayNode();
        for (int i = from; i < to; i++) {
            part.add(value.get(i));
        }
        return part;
    }

    private static int length(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().length();
        }
        if (value.isContainerNode() || value.isNull()) {
            return value.size();
        }
        throw new IllegalArgumentException("'%s' has no length".formatted(Values.text(value)));
    }

    /** Go's Print puts a blank between two operands where neither is a string; Println always. */
    private static String print(List<JsonNode> arguments, boolean always) {
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

    private static JsonNode join(List<JsonNode> arguments) {
        JsonNode list = arguments(arguments, 2).getFirst();
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
            separator = string(arguments.get(1));
        }
        return JSON.textNode(text.toString());
    }

    private static JsonNode split(List<JsonNode> arguments) {
        String text = string(arguments(arguments, 2).get(0));
        String separator = string(arguments.get(1));
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

    private static JsonNode title(String text) {
        StringBuilder title = new StringBuilder(text);
        for (int i = 0; i < title.length(); i++) {
            if (i == 0 || Character.isWhitespace(title.charAt(i - 1))) {
                title.setCharAt(i, Character.toTitleCase(title.charAt(i)));
            }
        }
        return JSON.textNode(title.toString());
    }

    private static JsonNode truncate(List<JsonNode> arguments) {
        String text = string(arguments(arguments, 2).get(0));
        int most = number(arguments.get(1));
        return most < 0 || text.codePointCount(0, text.length()) <= most
                ? arguments.getFirst()
                : JSON.textNode(text.substring(0, text.offsetByCodePoints(0, most)));
    }

    /** Blanks before and after; nothing stays nothing. */
    private static JsonNode pad(List<JsonNode> arguments) {
        String text = string(arguments(arguments, 3).get(0));
        int before = number(arguments.get(1));
        int after = number(arguments.get(2));
        if (before < 0 || after < 0 || before > MAX_PADDING || after > MAX_PADDING) {
            throw new IllegalArgumentException("from 0 to %d blanks are possible".formatted(MAX_PADDING));
        }
        return JSON.textNode(text.isEmpty() ? "" : " ".repeat(before) + text + " ".repeat(after));
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("the texts are longer than %d MiB".formatted(MAX_TEXT >> 20));
    }

    private static JsonNode one(List<JsonNode> arguments) {
        return arguments(arguments, 1).getFirst();
    }

    private static List<JsonNode> arguments(List<JsonNode> arguments, int count) {
        if (arguments.size() != count) {
            throw new IllegalArgumentException(
                    "needs %d argument%s, not %d".formatted(count, count == 1 ? "" : "s", arguments.size()));
        }
        return arguments;
    }

    private static void atLeast(List<JsonNode> arguments, int count) {
        if (arguments.size() < count) {
            throw new IllegalArgumentException("needs at least %d argument%s".formatted(count, count == 1 ? "" : "s"));
        }
    }

    private static String string(JsonNode value) {
        if (value.isContainerNode()) {
            throw new IllegalArgumentException("'%s' is not a text".formatted(Values.text(value)));
        }
        return value.isNull() ? "" : value.asText();
    }

    private static int number(JsonNode value) {
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(Values.text(value)));
        }
        return value.intValue();
    }
}
