package io.atoll.cli.internal.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.api.AtollException;
import io.atoll.cli.CommandContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@code inspect} prints: one array of all that was found, or a template's line for each. */
public final class Inspection {
    private Inspection() {}

    /**
     * Prints the documents. One that is not there does not keep the others from being shown.
     *
     * @param format a template, {@code json}, or null
     * @return 0, or 1 if any was not there
     */
    public static int of(
            CommandContext context, List<String> names, @Nullable String format, Function<String, JsonNode> find) {
        Style style = Style.parse(format == null ? "json" : format);
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        int status = 0;
        for (String name : names) {
            try {
                found.add(find.apply(name));
            } catch (AtollException e) {
                context.err().println("atoll: " + e.getMessage());
                status = 1;
            }
        }
        if (style instanceof Style.Rows rows) {
            rows.print(context, java.util.Map.of(), found);
        } else {
            Format.print(context, found);
        }
        return status;
    }
}
