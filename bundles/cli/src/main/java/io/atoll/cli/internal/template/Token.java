package io.atoll.cli.internal.template;

/**
 * A word of an action.
 *
 * @param text of a field without its dot, of a string its value
 * @param position in the template, from 0
 * @param glued whether it follows the one before without a blank: {@code .A.B} is one operand, {@code .A .B} are two
 */
record Token(Kind kind, String text, int position, boolean glued) {
    enum Kind {
        /** Outside of actions. */
        TEXT,
        /** The end of an action. */
        CLOSE,
        FIELD,
        DOT,
        VARIABLE,
        WORD,
        STRING,
        NUMBER,
        PIPE,
        OPEN_PAREN,
        CLOSE_PAREN,
        DECLARE,
        ASSIGN,
        COMMA
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    /** As an error shows it. */
    String shown() {
        return switch (kind) {
            case CLOSE -> "}}";
            case FIELD -> "." + text;
            case STRING -> '"' + text + '"';
            default -> text;
        };
    }
}
