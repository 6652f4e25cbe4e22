package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.atoll.api.AtollException;
import io.atoll.cli.internal.template.Node.Operand;
import io.atoll.cli.internal.template.Node.Pipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Executes a template once. What it does and writes is bounded: a few characters of template can ask for very much. */
final class Evaluator {
    private static final int MAX_OUTPUT = 16 << 20;
    private static final int MAX_STEPS = 2_000_000;

    /** A variable; inner ones hide outer ones. */
    private static final class Variable {
        private final String name;
        private JsonNode value;

        private Variable(String name, JsonNode value) {
            this.name = name;
            this.value = value;
        }
    }

    private final JsonNode root;
    private final UnaryOperator<String> cleaner;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Variable> variables = new ArrayDeque<>();
    private int steps;

    /** @param cleaner what becomes of values, not of the template's own text */
    Evaluator(JsonNode root, UnaryOperator<String> cleaner) {
        this.root = root;
        this.cleaner = cleaner;
        variables.push(new Variable("$", root));
    }

    String run(List<Node> nodes) {
        nodes(nodes, root);
        return out.toString();
    }

    private void nodes(List<Node> nodes, JsonNode dot) {
        for (Node node : nodes) {
            int scope = variables.size();
            switch (node) {
                case Node.Text text -> write(text.text(), 0);
                case Node.Action action -> {
                    JsonNode value = value(action.pipeline(), dot);
                    if (action.pipeline().variables().isEmpty()) {
                        write(
                                cleaner.apply(Values.text(value)),
                                action.pipeline().position());
                    }
                    continue; // what it declares is for what follows
                }
                case Node.If block ->
                    nodes(Values.isTrue(value(block.condition(), dot)) ? block.then() : block.otherwise(), dot);
                case Node.With block -> {
                    JsonNode value = value(block.value(), dot);
                    boolean is = Values.isTrue(value);
                    nodes(is ? block.body() : block.otherwise(), is ? value : dot);
                }
                case Node.Range block -> range(block, dot);
            }
            end(scope);
        }
    }

    private void end(int scope) {
        while (variables.size() > scope) {
            variables.pop();
        }
    }

    private void range(Node.Range block, JsonNode dot) {
        Pipeline pipeline = block.values();
        JsonNode values = commands(pipeline, dot);
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (values.isArray() && !values.isEmpty()) {
            for (int i = 0; i < values.size(); i++) {
                round(block, json.numberNode(i), values.get(i));
            }
        } else if (values.isObject() && !values.isEmpty()) {
            for (Map.Entry<String, JsonNode> member : Values.members(values)) {
                round(block, json.textNode(member.getKey()), member.getValue());
            }
        } else if (Values.isTrue(values) && !values.isContainerNode()) {
            throw TemplateErrors.at(
                    pipeline.position(), "range needs a list or an object, not '%s'".formatted(Values.text(values)));
        } else {
            nodes(block.otherwise(), dot);
        }
    }

    private void round(Node.Range block, JsonNode key, JsonNode element) {
        List<String> names = block.values().variables();
        int scope = variables.size();
        if (names.size() == 2) {
            variables.push(new Variable(names.get(0), key));
        }
        if (!names.isEmpty()) {
            variables.push(new Variable(names.getLast(), element));
        }
        step(block.values().position());
        nodes(block.body(), element);
        end(scope);
    }

    private JsonNode value(Pipeline pipeline, JsonNode dot) {
        JsonNode value = commands(pipeline, dot);
        if (pipeline.variables().size() > 1) {
            throw TemplateErrors.at(pipeline.position(), "two variables are for range only");
        }
        for (String name : pipeline.variables()) {
            if (pipeline.declares()) {
                variables.push(new Variable(name, value));
            } else {
                variable(name, pipeline.position()).value = value;
            }
        }
        return value;
    }

    private JsonNode commands(Pipeline pipeline, JsonNode dot) {
        JsonNode value = null;
        for (Node.Command command : pipeline.commands()) {
            step(pipeline.position());
            value = command(command, value, dot);
        }
        return value == null ? NullNode.instance : value;
    }

    private JsonNode command(Node.Command command, @Nullable JsonNode piped, JsonNode dot) {
        Operand first = command.words().getFirst();
        if (!(first instanceof Node.Function function)) {
            if (command.words().size() > 1 || piped != null) {
                throw TemplateErrors.at(first.position(), "this is no function: it takes no arguments");
            }
            return operand(first, dot);
        }
        boolean and = function.name().equals("and");
        List<JsonNode> arguments = new ArrayList<>();
        for (Operand word : command.words().subList(1, command.words().size())) {
            JsonNode argument = operand(word, dot);
            if ((and || function.name().equals("or")) && Values.isTrue(argument) != and) {
                return argument; // what follows is not looked at
            }
            arguments.add(argument);
        }
        if (piped != null) {
            arguments.add(piped);
        }
        return call(function, arguments);
    }

    private JsonNode call(Node.Function function, List<JsonNode> arguments) {
        try {
            return Functions.call(function.name(), arguments);
        } catch (IllegalArgumentException e) {
            throw TemplateErrors.at(function.position(), "%s: %s".formatted(function.name(), e.getMessage()));
        }
    }

    private JsonNode operand(Operand operand, JsonNode dot) {
        return switch (operand) {
            case Node.Literal literal -> literal.value();
            case Node.Field field -> fields(dot, field.names(), field.position());
            case Node.Variable variable ->
                fields(variable(variable.name(), variable.position()).value, variable.names(), variable.position());
            case Node.Nested nested -> fields(value(nested.pipeline(), dot), nested.names(), nested.position());
            case Node.Function function -> call(function, List.of());
        };
    }

    private Variable variable(String name, int position) {
        for (Variable variable : variables) {
            if (variable.name.equals(name)) {
                return variable;
            }
        }
        throw TemplateErrors.at(position, "there is no variable '%s'".formatted(name));
    }

    @SuppressWarnings("ReferenceEquality") // the very document, not one that says the same
    private JsonNode fields(JsonNode start, List<String> names, int position) {
        JsonNode value = start;
        for (String name : names) {
            if (value.isNull()) {
                return value;
            }
            if (!value.isObject()) {
                throw TemplateErrors.at(position, "'%s' has no field '%s'".formatted(Values.text(value), name));
            }
            JsonNode next = member(value, name);
            if (next == null && value == root) {
                throw unknown(name, position);
            }
            // Labels and the like: what is not there is no mistake.
            value = next == null ? NullNode.instance : next;
        }
        return value;
    }

    private AtollException unknown(String name, int position) {
        List<String> there = new ArrayList<>();
        root.fieldNames().forEachRemaining(there::add);
        return TemplateErrors.at(
                position, "there is no field '.%s'; there are .%s".formatted(name, String.join(", .", there)));
    }

    /** Of this name; else of this name in other letters: documents of others are written their way. */
    private static @Nullable JsonNode member(JsonNode object, String name) {
        JsonNode exact = object.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    private void step(int position) {
        if (++steps > MAX_STEPS) {
            throw TemplateErrors.at(position, "this goes on for more than %d steps".formatted(MAX_STEPS));
        }
    }

    private void write(String text, int position) {
        if (text.length() > MAX_OUTPUT - out.length()) {
            throw TemplateErrors.at(position, "this writes more than %d MiB".formatted(MAX_OUTPUT >> 20));
        }
        out.append(text);
    }
}
