package io.atoll.cli.internal.template;

import io.atoll.cli.internal.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a template into text and the words of its actions. */
final class Lexer {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Lexer(String source) {
        this.source = source;
    }

    List<Token> tokens() {
        boolean trim = false;
        while (at < source.length()) {
            int open = source.indexOf(OPEN, at);
            String text = source.substring(at, open < 0 ? source.length() : open);
            int start = at;
            if (trim) {
                text = text.stripLeading();
            }
            if (open >= 0 && isTrimmingOpen(open)) {
                text = text.stripTrailing();
            }
            if (!text.isEmpty()) {
                tokens.add(new Token(Kind.TEXT, text, start, false));
            }
            if (open < 0) {
                break;
            }
            at = open + OPEN.length() + (isTrimmingOpen(open) ? 1 : 0);
            trim = action(open);
        }
        return tokens;
    }

    private boolean isTrimmingOpen(int open) {
        int dash = open + OPEN.length();
        return dash + 1 < source.length()
                && source.charAt(dash) == '-'
                && Character.isWhitespace(source.charAt(dash + 1));
    }

    /** @return whether the text that follows loses its first blanks */
    private boolean action(int open) {
        int first = tokens.size();
        boolean comment = false;
        while (true) {
            int before = at;
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
            boolean blank = at > before;
            if (at >= source.length()) {
                throw TemplateErrors.at(open, "'{{' has no '}}'");
            }
            boolean trims = blank && source.startsWith("-" + CLOSE, at);
            if (trims || source.startsWith(CLOSE, at)) {
                if (!comment || tokens.size() > first) {
                    tokens.add(new Token(Kind.CLOSE, CLOSE, at, false));
                }
                at += (trims ? 1 : 0) + CLOSE.length();
                return trims;
            }
            if (tokens.size() == first && source.startsWith("/*", at)) {
                comment(open);
                comment = true;
            } else {
                word(!blank && tokens.size() > first);
            }
        }
    }

    private void comment(int open) {
        int end = source.indexOf("*/", at + 2);
        if (end < 0) {
            throw TemplateErrors.at(open, "the comment has no '*/'");
        }
        at = end + 2;
    }

    private void word(boolean glued) {
        int start = at;
        char c = source.charAt(at);
        char next = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
        if (c == '"' || c == '`') {
            tokens.add(new Token(Kind.STRING, quoted(c), start, glued));
        } else if (c == '.' && isNameStart(next)) {
            at++;
            tokens.add(new Token(Kind.FIELD, name(), start, glued));
        } else if (c == '$') {
            at++;
            tokens.add(new Token(Kind.VARIABLE, "$" + name(), start, glued));
        } else if (isNameStart(c)) {
            tokens.add(new Token(Kind.WORD, name(), start, glued));
        } else if (isDigit(c) || ((c == '-' || c == '+' || c == '.') && isDigit(next))) {
            tokens.add(new Token(Kind.NUMBER, number(), start, glued));
        } else if (c == ':' && next == '=') {
            at += 2;
            tokens.add(new Token(Kind.DECLARE, ":=", start, glued));
        } else {
            at++;
            tokens.add(new Token(symbol(c, start), String.valueOf(c), start, glued));
        }
    }

    private static Kind symbol(char c, int position) {
        return switch (c) {
            case '.' -> Kind.DOT;
            case '|' -> Kind.PIPE;
            case '(' -> Kind.OPEN_PAREN;
            case ')' -> Kind.CLOSE_PAREN;
            case '=' -> Kind.ASSIGN;
            case ',' -> Kind.COMMA;
            default -> throw TemplateErrors.at(position, "unexpected '%c'".formatted(c));
        };
    }

    private String name() {
        int start = at;
        while (at < source.length() && (isNameStart(source.charAt(at)) || isDigit(source.charAt(at)))) {
            at++;
        }
        return source.substring(start, at);
    }

    private String number() {
        int start = at++;
        while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '.')) {
            at++;
        }
        return source.substring(start, at);
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < source.length() && source.charAt(at) != quote) {
            char c = source.charAt(at++);
            if (c == '\\' && quote == '"' && at < source.length()) {
                char escaped = source.charAt(at++);
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            case '"', '\\', '\'' -> escaped;
                            default -> throw TemplateErrors.at(at - 2, "unknown escape '\\%c'".formatted(escaped));
                        });
            } else {
                text.append(c);
            }
        }
        if (at >= source.length()) {
            throw TemplateErrors.at(start, "the string has no end");
        }
        at++;
        return text.toString();
    }

    private static boolean isNameStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
