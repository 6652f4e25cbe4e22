package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.atoll.cli.internal.template.Node.Operand;
import io.atoll.cli.internal.template.Node.Pipeline;
import io.atoll.cli.internal.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Makes a tree of a template's words. */
final class Parser {
    private static final int MAX_DEPTH = 100;

    private final List<Token> tokens;
    private final int length;
    private int at;
    private int depth;

    Parser(List<Token> tokens, int length) {
        this.tokens = tokens;
        this.length = length;
    }

    List<Node> parse() {
        List<Node> nodes = nodes();
        if (at < tokens.size()) {
            throw TemplateErrors.at(peek().position(), "'%s' without a beginning".formatted(peek().shown()));
        }
        return nodes;
    }

    /** Up to {@code else}, {@code end} or the end of the template. */
    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        while (at < tokens.size() && !peek().isWord("else") && !peek().isWord("end")) {
            Token token = peek();
            if (token.is(Kind.TEXT)) {
                at++;
                nodes.add(new Node.Text(token.text()));
            } else if (token.isWord("if") || token.isWord("with") || token.isWord("range")) {
                at++;
                nodes.add(block(token));
            } else {
                nodes.add(new Node.Action(pipeline(Kind.CLOSE)));
            }
        }
        return List.copyOf(nodes);
    }

    private Node block(Token start) {
        deeper(start);
        Pipeline pipeline = pipeline(Kind.CLOSE);
        List<Node> body = nodes();
        List<Node> otherwise = List.of();
        Token end = next(start, "'%s' has no {{end}}".formatted(start.text()));
        if (end.isWord("else")) {
            if (peekIs("if") || peekIs("with")) {
                // {{else if}} is a block of its own that shares the {{end}}.
                Token inner = tokens.get(at++);
                otherwise = List.of(block(inner));
                depth--;
                return node(start, pipeline, body, otherwise);
            }
            expect(Kind.CLOSE, end);
            otherwise = nodes();
            end = next(start, "'%s' has no {{end}}".formatted(start.text()));
        }
        if (!end.isWord("end")) {
            throw TemplateErrors.at(end.position(), "unexpected '%s'".formatted(end.shown()));
        }
        expect(Kind.CLOSE, end);
        depth--;
        return node(start, pipeline, body, otherwise);
    }

    private static Node node(Token start, Pipeline pipeline, List<Node> body, List<Node> otherwise) {
        return switch (start.text()) {
            case "if" -> new Node.If(pipeline, body, otherwise);
            case "with" -> new Node.With(pipeline, body, otherwise);
            default -> new Node.Range(pipeline, body, otherwise);
        };
    }

    private Pipeline pipeline(Kind end) {
        int position = at < tokens.size() ? peek().position() : length;
        List<String> variables = new ArrayList<>();
        boolean declares = variables(variables);
        List<Node.Command> commands = new ArrayList<>();
        do {
            commands.add(command(end, position));
        } while (tokens.get(at - 1).is(Kind.PIPE));
        return new Pipeline(List.copyOf(variables), declares, List.copyOf(commands), position);
    }

    /** {@code $x :=}, {@code $x =}, {@code $key, $value :=}. */
    private boolean variables(List<String> found) {
        int assignment = at + 1;
        if (kind(at) == Kind.VARIABLE && kind(at + 1) == Kind.COMMA && kind(at + 2) == Kind.VARIABLE) {
            assignment = at + 3;
        } else if (kind(at) != Kind.VARIABLE) {
            return false;
        }
        if (kind(assignment) != Kind.DECLARE && kind(assignment) != Kind.ASSIGN) {
            return false;
        }
        for (int i = at; i < assignment; i += 2) {
            found.add(tokens.get(i).text());
        }
        at = assignment + 1;
        return kind(assignment) == Kind.DECLARE;
    }

    private Kind kind(int index) {
        return index < tokens.size() ? tokens.get(index).kind() : Kind.TEXT;
    }

    private Node.Command command(Kind end, int position) {
        List<Operand> words = new ArrayList<>();
        while (true) {
            Token token = at < tokens.size() ? tokens.get(at++) : null;
            if (token == null) {
                throw TemplateErrors.at(length, "something is missing");
            }
            if (token.is(end) || token.is(Kind.PIPE)) {
                if (words.isEmpty()) {
                    throw TemplateErrors.at(position, "a value is missing before '%s'".formatted(token.shown()));
                }
                return new Node.Command(List.copyOf(words));
            }
            words.add(operand(token));
        }
    }

    private Operand operand(Token token) {
        int position = token.position();
        return switch (token.kind()) {
            case STRING -> new Node.Literal(JsonNodeFactory.instance.textNode(token.text()), position);
            case NUMBER -> new Node.Literal(number(token), position);
            case DOT -> new Node.Field(List.of(), position);
            case FIELD -> {
                List<String> names = new ArrayList<>(List.of(token.text()));
                names.addAll(fields());
                yield new Node.Field(List.copyOf(names), position);
            }
            case VARIABLE -> new Node.Variable(token.text(), fields(), position);
            case WORD -> word(token);
            case OPEN_PAREN -> {
                deeper(token);
                Pipeline inner = pipeline(Kind.CLOSE_PAREN);
                depth--;
                yield new Node.Nested(inner, fields(), position);
            }
            default -> throw TemplateErrors.at(position, "unexpected '%s'".formatted(token.shown()));
        };
    }

    private static Operand word(Token token) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (token.text()) {
            case "true" -> new Node.Literal(json.booleanNode(true), token.position());
            case "false" -> new Node.Literal(json.booleanNode(false), token.position());
            case "nil" -> new Node.Literal(json.nullNode(), token.position());
            default -> {
                if (!Functions.NAMES.contains(token.text())) {
                    throw TemplateErrors.at(
                            token.position(),
                            "there is no function '%s'; fields begin with a dot; there are %s"
                                    .formatted(token.text(), String.join(", ", Functions.NAMES)));
                }
                yield new Node.Function(token.text(), token.position());
            }
        };
    }

    private static JsonNode number(Token token) {
        try {
            return token.text().contains(".")
                    ? JsonNodeFactory.instance.numberNode(Double.parseDouble(token.text()))
                    : JsonNodeFactory.instance.numberNode(Long.parseLong(token.text()));
        } catch (NumberFormatException e) {
            throw TemplateErrors.at(token.position(), "'%s' is not a number".formatted(token.text()));
        }
    }

    /** {@code .A.B} behind something. */
    private List<String> fields() {
        List<String> names = new ArrayList<>();
        while (at < tokens.size() && peek().is(Kind.FIELD) && peek().glued()) {
            names.add(tokens.get(at++).text());
        }
        return List.copyOf(names);
    }

    private void deeper(Token token) {
        if (++depth > MAX_DEPTH) {
            throw TemplateErrors.at(token.position(), "more than %d blocks within each other".formatted(MAX_DEPTH));
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean peekIs(String word) {
        return at < tokens.size() && peek().isWord(word);
    }

    private Token next(Token start, String missing) {
        if (at >= tokens.size()) {
            throw TemplateErrors.at(start.position(), missing);
        }
        return tokens.get(at++);
    }

    private void expect(Kind kind, Token after) {
        Token token = next(after, "something is missing after '%s'".formatted(after.shown()));
        if (!token.is(kind)) {
            throw TemplateErrors.at(
                    token.position(), "unexpected '%s' after '%s'".formatted(token.shown(), after.shown()));
        }
    }
}
