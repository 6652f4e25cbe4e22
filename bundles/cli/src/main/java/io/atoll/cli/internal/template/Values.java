package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** JSON values as Go's templates see them. */
final class Values {
    private Values() {}

    /** Neither absent nor false, zero or empty. */
    static boolean isTrue(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            default -> false;
        };
    }

    /** As it is printed: {@code [a b]}, {@code map[k:v]}, {@code <no value>}. */
    static String text(JsonNode value) {
        StringBuilder text = new StringBuilder();
        append(value, text);
        return text.toString();
    }

    private static void append(JsonNode value, StringBuilder text) {
        if (value.isArray()) {
            text.append('[');
            for (Iterator<JsonNode> elements = value.elements(); elements.hasNext(); ) {
                append(elements.next(), text);
                text.append(elements.hasNext() ? " " : "");
            }
            text.append(']');
        } else if (value.isObject()) {
            text.append("map[");
            List<Map.Entry<String, JsonNode>> members = members(value);
            for (int i = 0; i < members.size(); i++) {
                text.append(i == 0 ? "" : " ").append(members.get(i).getKey()).append(':');
                append(members.get(i).getValue(), text);
            }
            text.append(']');
        } else {
            text.append(value.isNull() || value.isMissingNode() ? "<no value>" : value.asText());
        }
    }

    /** Sorted by name, as Go goes through a map. */
    static List<Map.Entry<String, JsonNode>> members(JsonNode object) {
        return object.properties().stream().sorted(Map.Entry.comparingByKey()).toList();
    }
}
