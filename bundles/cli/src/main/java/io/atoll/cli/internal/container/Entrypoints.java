package io.atoll.cli.internal.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code --entrypoint PROGRAM}, or an array of program and arguments as JSON; {@code ''} for none. */
final class Entrypoints {
    private Entrypoints() {}

    static @Nullable List<String> parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.isEmpty()) {
            return List.of();
        }
        return text.startsWith("[") ? array(text) : List.of(text);
    }

    /** What only looks like an array is a program's odd name. */
    private static List<String> array(String text) {
        try {
            JsonNode array = Json.parse(text.getBytes(StandardCharsets.UTF_8), "--entrypoint");
            List<String> list = new ArrayList<>();
            for (JsonNode item : array) {
                if (!item.isTextual()) {
                    return List.of(text);
                }
                list.add(item.asText());
            }
            return list;
        } catch (AtollException e) {
            return List.of(text);
        }
    }
}
