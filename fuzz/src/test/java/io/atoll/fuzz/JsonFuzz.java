package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.json.Json;
import java.util.Arrays;

/** Writes canonically what was read, which must be read again as the same. */
public final class JsonFuzz {
    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        JsonNode node;
        try {
            node = Json.parse(data, "the input");
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        byte[] canonical = canonical(node);
        byte[] again = canonical(Json.parse(Json.pretty(node), "what was written for people"));
        require(Arrays.equals(canonical, again), "what is written for people is something else");
    }

    /** @return empty if the document is one that is not written */
    static byte[] canonical(JsonNode node) {
        byte[] canonical;
        try {
            canonical = Json.canonical(node);
        } catch (IllegalArgumentException e) {
            // Documented for numbers that have no one form.
            return new byte[0];
        }
        JsonNode parsed = Json.parse(canonical, "what was written canonically");
        checkEqual(node, parsed);
        require(Arrays.equals(canonical, Json.canonical(parsed)), "the canonical form has another canonical form");
        return canonical;
    }

    /** Equal but for the kinds of numbers: 1.0 is 1. */
    private static void checkEqual(JsonNode before, JsonNode after) {
        if (before.isNumber()) {
            require(
                    after.isNumber() && before.doubleValue() == after.doubleValue(),
                    "another number: " + before + ", " + after);
        } else if (before.isContainerNode()) {
            require(before.size() == after.size() && before.isArray() == after.isArray(), "another number of members");
            before.fieldNames().forEachRemaining(name -> checkEqual(before.get(name), after.path(name)));
            for (int i = 0; before.isArray() && i < before.size(); i++) {
                checkEqual(before.get(i), after.get(i));
            }
        } else {
            require(before.equals(after), "another value: " + before + ", " + after);
        }
    }
}
