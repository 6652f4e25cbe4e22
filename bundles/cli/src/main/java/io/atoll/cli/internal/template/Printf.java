package io.atoll.cli.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go's {@code printf}, the verbs that make sense for JSON values. */
final class Printf {
    private static final int MAX_WIDTH = 10_000;
    private static final Pattern VERB = Pattern.compile("%([-+ 0#]*)(\\d{0,9})(?:\\.(\\d{0,9}))?(.?)", Pattern.DOTALL);

    private Printf() {}

    static String format(List<JsonNode> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().isTextual()) {
            throw new IllegalArgumentException("the first argument is the format, a text");
        }
        Matcher verb = VERB.matcher(arguments.getFirst().textValue());
        StringBuilder text = new StringBuilder();
        int next = 1;
        while (verb.find()) {
            if (verb.group(4).equals("%")) {
                verb.appendReplacement(text, "%");
                continue;
            }
            if (next >= arguments.size()) {
                throw new IllegalArgumentException("'%s' has no argument".formatted(verb.group()));
            }
            verb.appendReplacement(text, Matcher.quoteReplacement(one(verb, arguments.get(next++))));
        }
        if (next < arguments.size()) {
            throw new IllegalArgumentException("there are more arguments than verbs");
        }
        return verb.appendTail(text).toString();
    }

    private static String one(Matcher verb, JsonNode value) {
        String flags = verb.group(1);
        int width = number(verb.group(2));
        int precision = verb.group(3) == null ? -1 : number(verb.group(3));
        String text = switch (verb.group(4)) {
            case "s", "v" -> cut(Values.text(value), precision);
            case "q" -> value.isTextual() ? value.toString() : '"' + Values.text(value) + '"';
            case "t" -> Boolean.toString(Values.isTrue(value));
            case "d" -> sign(flags, Long.toString(integer(verb, value)));
            case "x" -> hex(value, verb);
            case "X" -> hex(value, verb).toUpperCase(Locale.ROOT);
            case "f", "g", "e" -> sign(flags, floating(verb, value, precision));
            default -> throw new IllegalArgumentException("unknown verb '%s'".formatted(verb.group()));
        };
        int blanks = width - text.codePointCount(0, text.length());
        if (blanks <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(blanks);
        }
        boolean zeros = flags.contains("0") && value.isNumber();
        int sign = zeros && (text.startsWith("-") || text.startsWith("+")) ? 1 : 0;
        return text.substring(0, sign) + (zeros ? "0" : " ").repeat(blanks) + text.substring(sign);
    }

    private static String sign(String flags, String number) {
        return flags.contains("+") && !number.startsWith("-") ? "+" + number : number;
    }

    private static String cut(String text, int precision) {
        return precision >= 0 && text.codePointCount(0, text.length()) > precision
                ? text.substring(0, text.offsetByCodePoints(0, precision))
                : text;
    }

    private static long integer(Matcher verb, JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException(
                    "'%s' needs a whole number, not '%s'".formatted(verb.group(), Values.text(value)));
        }
        return value.longValue();
    }

    private static String hex(JsonNode value, Matcher verb) {
        return Long.toHexString(integer(verb, value));
    }

    private static String floating(Matcher verb, JsonNode value, int precision) {
        if (!value.isNumber()) {
            throw new IllegalArgumentException(
                    "'%s' needs a number, not '%s'".formatted(verb.group(), Values.text(value)));
        }
        if (verb.group(4).equals("g")) {
            return Double.toString(value.doubleValue());
        }
        return String.format(Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + verb.group(4), value.doubleValue());
    }

    private static int number(String digits) {
        int number = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        if (number > MAX_WIDTH) {
            throw new IllegalArgumentException("a width of at most %d is possible".formatted(MAX_WIDTH));
        }
        return number;
    }
}
