package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A Go template (Go's text/template) on JSON values: fields, pipelines, variables, {@code if}, {@code with}, {@code range}, and the functions of Docker's command line.
 *
 * <p>A member that is not there is an error in what the template is given (the message lists what is there) and {@code <no value>} further down. Names are looked
 * up as they are written, then in any letters.
 */
public final class Template {
    private static final int MAX_LENGTH = 64 << 10;

    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * Parses.
     *
     * @throws AtollException INVALID, with the position
     */
    public static Template parse(String source) {
        if (source.length() > MAX_LENGTH) {
            throw new AtollException(
                    ErrorCode.INVALID, "the template is longer than %d characters".formatted(MAX_LENGTH));
        }
        return new Template(new Parser(new Lexer(source).tokens(), source.length()).parse());
    }

    /**
     * Executes.
     *
     * @throws AtollException INVALID, with the position, if it asks for what is not there, or for too much
     */
    public String apply(JsonNode value) {
        return apply(value, UnaryOperator.identity());
    }

    /** @param cleaner what becomes of the values that are written, not of the template's own text */
    public String apply(JsonNode value, UnaryOperator<String> cleaner) {
        return new Evaluator(value, cleaner).run(nodes);
    }

    /**
     * What stands above the column that each action makes: the heading of the first field in it.
     *
     * @param headings by field; of others, the field in capitals
     */
    public String heading(Map<String, String> headings) {
        StringBuilder text = new StringBuilder();
        heading(nodes, headings, text);
        return text.toString();
    }

    private static void heading(List<Node> nodes, Map<String, String> headings, StringBuilder text) {
        for (Node node : nodes) {
            switch (node) {
                case Node.Text plain -> text.append(plain.text());
                case Node.Action action -> {
                    if (action.pipeline().variables().isEmpty()) {
                        field(action.pipeline()).ifPresent(name -> text.append(heading(name, headings)));
                    }
                }
                case Node.If block -> heading(block.then(), headings, text);
                case Node.With block -> field(block.value()).ifPresent(name -> text.append(heading(name, headings)));
                case Node.Range block -> field(block.values()).ifPresent(name -> text.append(heading(name, headings)));
            }
        }
    }

    private static String heading(String field, Map<String, String> headings) {
        String known = headings.get(field);
        return known != null
                ? known
                : field.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(java.util.Locale.ROOT);
    }

    private static Optional<String> field(Node.Pipeline pipeline) {
        return pipeline.commands().stream()
                .flatMap(command -> command.words().stream())
                .map(Template::field)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> field(Node.Operand operand) {
        return switch (operand) {
            case Node.Field field -> last(field.names());
            case Node.Variable variable -> last(variable.names());
            case Node.Nested nested -> nested.names().isEmpty() ? field(nested.pipeline()) : last(nested.names());
            case Node.Literal literal -> Optional.empty();
            case Node.Function function -> Optional.empty();
        };
    }

    private static Optional<String> last(List<String> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(names.getLast());
    }
}
