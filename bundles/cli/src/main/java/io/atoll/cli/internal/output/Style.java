package io.atoll.cli.internal.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.template.Template;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code --format} of what lists or shows: a table, JSON, or a template. */
public sealed interface Style {
    /** What the command prints without the flag. */
    record Plain() implements Style {}

    /** The documents. */
    record Documents() implements Style {}

    /**
     * A template for each.
     *
     * @param table in columns, with a heading
     */
    record Rows(Template template, boolean table) implements Style {
        private static final String GAP = "   ";

        /**
         * Prints a line for each.
         *
         * @param headings by field, for a table
         */
        public void print(CommandContext context, Map<String, String> headings, Iterable<? extends JsonNode> rows) {
            PrintStream out = context.out();
            // A program that reads this gets what there is; a terminal would obey some of it.
            UnaryOperator<String> cleaner = context.terminal().output() ? Columns::harmless : UnaryOperator.identity();
            if (!table) {
                rows.forEach(row -> out.println(template.apply(row, cleaner)));
                return;
            }
            Table cells = new Table(GAP, template.heading(headings).split("\t", -1));
            rows.forEach(row -> template.apply(row).lines().forEach(line -> cells.row(line.split("\t", -1))));
            cells.print(out);
        }

        /** Prints what the template makes of one value. */
        public void print(CommandContext context, JsonNode value) {
            print(context, Map.of(), List.of(value));
        }
    }

    /**
     * Parses {@code table}, {@code json}, <code>{{template}}</code> or <code>table {{template}}</code>, in which {@code \t} and {@code \n} are a tabulator and a line end, as
     * with Docker.
     *
     * @throws io.atoll.api.AtollException INVALID if it is neither, or the template is wrong
     */
    static Style parse(String text) {
        boolean table = text.startsWith("table ");
        if (!table && !text.contains("{{")) {
            return switch (Format.parse(text)) {
                case TABLE -> new Plain();
                case JSON -> new Documents();
            };
        }
        String source = table ? text.substring("table ".length()).strip() : text;
        return new Rows(Template.parse(source.replace("\\t", "\t").replace("\\n", "\n")), table);
    }
}
