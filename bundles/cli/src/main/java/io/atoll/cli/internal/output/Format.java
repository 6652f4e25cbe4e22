package io.atoll.cli.internal.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import io.atoll.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code --format} of what lists. */
public enum Format {
    TABLE,
    JSON;

    public static Format parse(String text) {
        return switch (text) {
            case "table" -> TABLE;
            case "json" -> JSON;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID, "unknown format '%s': expected 'table' or 'json'".formatted(text));
        };
    }

    /** Indented, to the command's standard output. */
    public static void print(CommandContext context, JsonNode node) {
        try {
            context.out().write(Json.pretty(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a PrintStream never does
        }
    }
}
