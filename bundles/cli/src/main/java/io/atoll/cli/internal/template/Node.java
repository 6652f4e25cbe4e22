package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A part of a parsed template. */
sealed interface Node {
    /** As it is. */
    record Text(String text) implements Node {}

    /** <code>{{pipeline}}</code>. */
    record Action(Pipeline pipeline) implements Node {}

    /** <code>{{if}}</code>. */
    record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

    /** <code>{{with}}</code>: the value becomes the dot. */
    record With(Pipeline value, List<Node> body, List<Node> otherwise) implements Node {}

    /** <code>{{range}}</code>: the pipeline's variables get key and element. */
    record Range(Pipeline values, List<Node> body, List<Node> otherwise) implements Node {}

    /**
     * Commands, each given the value of the one before.
     *
     * @param variables that get the value
     * @param declares {@code :=}, not {@code =}
     */
    record Pipeline(List<String> variables, boolean declares, List<Command> commands, int position) {}

    /** A function and its arguments, or one value. */
    record Command(List<Operand> words) {}

    /** A value. */
    sealed interface Operand {
        int position();
    }

    /** A constant. */
    record Literal(JsonNode value, int position) implements Operand {}

    /** The dot, or what is below it. */
    record Field(List<String> names, int position) implements Operand {}

    /** A variable, or what is below it. */
    record Variable(String name, List<String> names, int position) implements Operand {}

    /** The name of a function. */
    record Function(String name, int position) implements Operand {}

    /** A pipeline in parentheses, or what is below its value. */
    record Nested(Pipeline pipeline, List<String> names, int position) implements Operand {}
}
