package io.atoll.cli.internal.image;

import io.atoll.api.image.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The instruction HEALTHCHECK. */
final class Healthchecks {
    private Healthchecks() {}

    /**
     * Parses it.
     *
     * @param change the whole instruction, for errors
     * @param flags by name, without dashes
     * @param rest what follows the flags
     * @param array parses a command in JSON
     */
    static Healthcheck parse(
            String change, Map<String, String> flags, String rest, Function<String, List<String>> array) {
        if (rest.equalsIgnoreCase("NONE") && flags.isEmpty()) {
            return new Healthcheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
        }
        if (!rest.toUpperCase(Locale.ROOT).startsWith("CMD ")) {
            throw ConfigChanges.invalid(change, "expected NONE, or flags and CMD and a command");
        }
        String command = rest.substring("CMD ".length()).strip();
        List<String> test = new ArrayList<>();
        if (command.startsWith("[")) {
            test.add("CMD");
            test.addAll(array.apply(command));
        } else {
            test.addAll(List.of("CMD-SHELL", command));
        }
        flags.keySet().stream()
                .filter(flag -> !List.of("interval", "timeout", "start-period", "start-interval", "retries")
                        .contains(flag))
                .findFirst()
                .ifPresent(flag -> {
                    throw ConfigChanges.invalid(change, "unknown flag '--%s'".formatted(flag));
                });
        return new Healthcheck(
                test,
                time(change, flags, "interval"),
                time(change, flags, "timeout"),
                time(change, flags, "start-period"),
                time(change, flags, "start-interval"),
                retries(change, flags.getOrDefault("retries", "0")));
    }

    private static int retries(String change, String text) {
        if (!text.matches("\\d{1,6}")) {
            throw ConfigChanges.invalid(change, "'%s' is not a number of retries".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /** {@code 30s}, {@code 1m30s}, {@code 500ms}; zero if it is not given. */
    private static Duration time(String change, Map<String, String> flags, String name) {
        String text = flags.get(name);
        if (text == null) {
            return Duration.ZERO;
        }
        if (text.matches("\\d{1,9}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.isEmpty() || !text.matches("(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,9}s)?")) {
            throw ConfigChanges.invalid(
                    change, "'%s' is not a time: expected for example 30s, 1m30s or 500ms".formatted(text));
        }
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
