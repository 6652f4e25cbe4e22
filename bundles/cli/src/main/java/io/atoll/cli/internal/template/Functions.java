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
        TextFunctions.requireBounded(arguments);
        return switch (name) {
            case "and", "or" -> {
                Arguments.atLeast(arguments, 1);
                yield arguments.getLast(); // what decides earlier was returned earlier
            }
            case "not" -> JSON.booleanNode(!Values.isTrue(Arguments.one(arguments)));
            case "eq" -> {
                Arguments.atLeast(arguments, 2);
                JsonNode first = arguments.getFirst();
                yield JSON.booleanNode(arguments.stream().skip(1).anyMatch(other -> isEqual(first, other)));
            }
            case "ne" ->
                JSON.booleanNode(!isEqual(Arguments.exactly(arguments, 2).get(0), arguments.get(1)));
            case "lt" -> JSON.booleanNode(compare(Arguments.exactly(arguments, 2)) < 0);
            case "le" -> JSON.booleanNode(compare(Arguments.exactly(arguments, 2)) <= 0);
            case "gt" -> JSON.booleanNode(compare(Arguments.exactly(arguments, 2)) > 0);
            case "ge" -> JSON.booleanNode(compare(Arguments.exactly(arguments, 2)) >= 0);
            case "index" -> index(arguments);
            case "slice" -> slice(arguments);
            case "len" -> JSON.numberNode(length(Arguments.one(arguments)));
            case "print" -> JSON.textNode(TextFunctions.print(arguments, false));
            case "println" -> JSON.textNode(TextFunctions.print(arguments, true) + "\n");
            case "printf" -> JSON.textNode(Printf.format(arguments));
            case "json" -> JSON.textNode(Arguments.one(arguments).toString());
            case "join" -> TextFunctions.join(arguments);
            case "split" -> TextFunctions.split(arguments);
            case "upper" ->
                JSON.textNode(Arguments.string(Arguments.one(arguments)).toUpperCase(Locale.ROOT));
            case "lower" ->
                JSON.textNode(Arguments.string(Arguments.one(arguments)).toLowerCase(Locale.ROOT));
            case "title" -> TextFunctions.title(Arguments.string(Arguments.one(arguments)));
            case "truncate" -> TextFunctions.truncate(arguments);
            case "pad" -> TextFunctions.pad(arguments);
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
        Arguments.atLeast(arguments, 1);
        JsonNode value = arguments.getFirst();
        for (JsonNode key : arguments.subList(1, arguments.size())) {
            if (value.isObject()) {
                value = Objects.requireNonNullElse(value.get(Arguments.string(key)), NullNode.instance);
            } else if (value.isArray()) {
                int i = Arguments.number(key);
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
        Arguments.atLeast(arguments, 1);
        JsonNode value = arguments.getFirst();
        int from = arguments.size() > 1 ? Arguments.number(arguments.get(1)) : 0;
        int to = arguments.size() > 2 ? Arguments.number(arguments.get(2)) : length(value);
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
}
