package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a function is given. What it cannot use is an IllegalArgumentException that says what was expected. */
final class Arguments {
    private Arguments() {}

    static JsonNode one(List<JsonNode> arguments) {
        return exactly(arguments, 1).getFirst();
    }

    static List<JsonNode> exactly(List<JsonNode> arguments, int count) {
        if (arguments.size() != count) {
            throw new IllegalArgumentException(
                    "needs %d argument%s, not %d".formatted(count, count == 1 ? "" : "s", arguments.size()));
        }
        return arguments;
    }

    static void atLeast(List<JsonNode> arguments, int count) {
        if (arguments.size() < count) {
            throw new IllegalArgumentException("needs at least %d argument%s".formatted(count, count == 1 ? "" : "s"));
        }
    }

    static String string(JsonNode value) {
        if (value.isContainerNode()) {
            throw new IllegalArgumentException("'%s' is not a text".formatted(Values.text(value)));
        }
        return value.isNull() ? "" : value.asText();
    }

    static int number(JsonNode value) {
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(Values.text(value)));
        }
        return value.intValue();
    }
}
