package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A member of a configuration, there or not. What is there and of another kind than it has to be is an error that names its place.
 *
 * @param place for example {@code linux.devices[2].major}
 */
record Value(JsonNode json, String place) {
    static Value of(JsonNode json) {
        return new Value(json, "");
    }

    Value at(String name) {
        if (isPresent() && !json.isObject()) {
            throw invalid("it has to be an object");
        }
        return new Value(json.path(name), place.isEmpty() ? name : place + "." + name);
    }

    boolean isPresent() {
        return !json.isMissingNode() && !json.isNull();
    }

    String text(String otherwise) {
        if (!isPresent()) {
            return otherwise;
        }
        if (!json.isTextual()) {
            throw invalid("it has to be a string");
        }
        String text = json.textValue();
        if (text.indexOf('\0') >= 0) {
            throw invalid("it has a zero character");
        }
        return text;
    }

    String requiredText() {
        String text = text("");
        if (text.isEmpty()) {
            throw invalid("it is missing or empty");
        }
        return text;
    }

    boolean flag() {
        if (isPresent() && !json.isBoolean()) {
            throw invalid("it has to be true or false");
        }
        return json.booleanValue();
    }

    long number(long otherwise, long least, long most) {
        if (!isPresent()) {
            return otherwise;
        }
        if (!json.isIntegralNumber()
                || !json.canConvertToLong()
                || json.longValue() < least
                || json.longValue() > most) {
            throw invalid("it has to be a whole number from %d to %d".formatted(least, most));
        }
        return json.longValue();
    }

    List<Value> items() {
        if (!isPresent()) {
            return List.of();
        }
        if (!json.isArray()) {
            throw invalid("it has to be an array");
        }
        List<Value> items = new ArrayList<>(json.size());
        for (JsonNode item : json) {
            items.add(new Value(item, "%s[%d]".formatted(place, items.size())));
        }
        return items;
    }

    List<String> texts() {
        return items().stream()
                .map(item -> {
                    if (!item.isPresent()) {
                        throw item.invalid("it has to be a string");
                    }
                    return item.text("");
                })
                .toList();
    }

    Map<String, String> textMap() {
        Map<String, String> map = new LinkedHashMap<>();
        if (isPresent()) {
            if (!json.isObject()) {
                throw invalid("it has to be an object");
            }
            json.fieldNames().forEachRemaining(name -> map.put(name, at(name).text("")));
        }
        return map;
    }

    AtollException invalid(String why) {
        return new AtollException(ErrorCode.INVALID, "invalid config.json: %s: %s".formatted(place, why));
    }

    AtollException unsupported(String why) {
        return new AtollException(
                ErrorCode.UNSUPPORTED, "cannot do what config.json asks for: %s: %s".formatted(place, why));
    }
}
