package io.atoll.registry.internal.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.http.Redact;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The members of one object of a file that people write: each is asked for by name and type, and one that nobody asked for is an error. */
final class Members {
    private final Path file;
    private final String place;
    private final ObjectNode object;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param place of the object in the file, for messages; empty for the whole */
    Members(Path file, String place, JsonNode node) {
        this.file = file;
        this.place = place;
        if (!(node instanceof ObjectNode members)) {
            throw invalid(file, (place.isEmpty() ? "it" : place) + " must be an object");
        }
        object = members;
    }

    Path file() {
        return file;
    }

    Optional<String> text(String name) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(text(value, member(name)));
    }

    boolean flag(String name) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw invalid(file, member(name) + " must be true or false");
        }
        return value.asBoolean(false);
    }

    /** 0 if there is none. */
    int number(String name, int most) {
        JsonNode value = value(name);
        boolean fits = value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= 1
                && value.intValue() <= most;
        if (!value.isMissingNode() && !fits) {
            throw invalid(file, "%s must be a number from 1 to %d".formatted(member(name), most));
        }
        return value.asInt(0);
    }

    /** The elements of a list, with their places. */
    Map<String, JsonNode> list(String name) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isArray()) {
            throw invalid(file, member(name) + " must be a list");
        }
        Map<String, JsonNode> elements = new LinkedHashMap<>();
        for (JsonNode element : value) {
            elements.put("%s[%d]".formatted(member(name), elements.size()), element);
        }
        return elements;
    }

    List<Path> paths(String name) {
        List<Path> paths = new ArrayList<>();
        list(name).forEach((at, node) -> paths.add(path(text(node, at))));
        return paths;
    }

    Optional<Path> file(String name) {
        return text(name).map(this::path);
    }

    /** The members of an object whose names are free. */
    Map<String, JsonNode> map(String name) {
        JsonNode value = value(name);
        Map<String, JsonNode> map = new LinkedHashMap<>();
        if (!value.isMissingNode()) {
            if (!value.isObject()) {
                throw invalid(file, member(name) + " must be an object");
            }
            value.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        }
        return map;
    }

    String text(JsonNode value, String at) {
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw invalid(file, at + " must be a string that is not empty");
        }
        return value.textValue();
    }

    String member(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    /** Refuses what nobody asked for: most likely it is misspelt, and would silently do nothing. */
    void end() {
        object.properties().forEach(entry -> {
            if (!known.contains(entry.getKey())) {
                throw invalid(
                        file,
                        "%s is unknown; there can be %s"
                                .formatted(member(Redact.text(entry.getKey())), String.join(", ", known)));
            }
        });
    }

    private JsonNode value(String name) {
        known.add(name);
        return object.path(name);
    }

    /** Relative to the file, wherever the engine may be. */
    private Path path(String text) {
        try {
            return file.toAbsolutePath().resolveSibling(text).normalize();
        } catch (InvalidPathException e) {
            throw invalid(file, "'%s' is not the name of a file".formatted(Redact.text(text)));
        }
    }

    static AtollException invalid(Path file, String why) {
        return new AtollException(
                ErrorCode.INVALID, "cannot use the configuration of registries in %s: %s".formatted(file, why));
    }
}
