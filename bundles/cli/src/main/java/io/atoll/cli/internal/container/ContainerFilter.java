package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Health;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.ContainerRuntime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** {@code ps --filter}, as with Docker: of several of one name one must hold (of labels, all), of each name. */
final class ContainerFilter {
    /** What there is, for the help text. */
    static final String HELP =
            "Filters: id=, name=, label=NAME[=VALUE], status=, exited=CODE, ancestor=IMAGE, before=, since=, health=. Of several of one"
                    + " name one must hold (of labels, all), of each name.";

    private ContainerFilter() {}

    /** Whether these ask for containers that do not run, even without {@code --all}. */
    static boolean askForAll(List<String> filters) {
        return filters.stream().anyMatch(filter -> filter.startsWith("status=") || filter.startsWith("exited="));
    }

    /** @throws AtollException INVALID if there is no such filter, NOT_FOUND if it names a container that is not there */
    static Predicate<Container> of(List<String> filters, ContainerRuntime runtime) {
        Map<String, Predicate<Container>> byName = new LinkedHashMap<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            String name = equals < 0 ? "" : filter.substring(0, equals);
            Predicate<Container> one = one(filter, name, filter.substring(equals + 1), runtime);
            byName.merge(name, one, name.equals("label") ? Predicate::and : Predicate::or);
        }
        return byName.values().stream().reduce(container -> true, Predicate::and);
    }

    private static Predicate<Container> one(String filter, String name, String value, ContainerRuntime runtime) {
        return switch (name) {
            case "id" -> container -> container.id().startsWith(value);
            case "name" -> name(value);
            case "label" -> label(value);
            case "status" -> status(value);
            case "exited" -> exited(value);
            case "ancestor" -> container -> isFrom(container, value);
            case "before" -> {
                var limit = runtime.get(value).created();
                yield container -> container.created().isBefore(limit);
            }
            case "since" -> {
                var limit = runtime.get(value).created();
                yield container -> container.created().isAfter(limit);
            }
            case "health" -> health(value);
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown filter '%s': expected id=, name=, label=, status=, exited=, ancestor=, before=, since= or health="
                                .formatted(filter));
        };
    }

    /** A regular expression that is found in the name. */
    private static Predicate<Container> name(String value) {
        try {
            // Docker's names begin with a slash, and people filter for it.
            Predicate<String> found =
                    Pattern.compile(value.replaceFirst("^\\^?/", "^")).asPredicate();
            return container -> found.test(container.name());
        } catch (PatternSyntaxException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid filter 'name=%s': %s".formatted(value, e.getDescription()), e);
        }
    }

    static Predicate<Container> label(String label) {
        int equals = label.indexOf('=');
        return equals < 0
                ? container -> container.labels().containsKey(label)
                : container ->
                        label.substring(equals + 1).equals(container.labels().get(label.substring(0, equals)));
    }

    private static Predicate<Container> status(String value) {
        Status wanted = value.equals("stopped") ? Status.EXITED : choice("status", value, Status.values());
        return container -> container.status() == wanted;
    }

    private static Predicate<Container> exited(String value) {
        if (!value.matches("\\d{1,3}")) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid filter 'exited=%s': expected an exit code".formatted(value));
        }
        Integer code = Integer.valueOf(value);
        return container -> container.status() == Status.EXITED && code.equals(container.exitCode());
    }

    private static boolean isFrom(Container container, String image) {
        String name = container.image();
        String digest = container.imageDigest();
        return name.equals(image)
                || name.endsWith("/" + image)
                || name.endsWith("/" + image + ":latest")
                || name.equals(image + ":latest")
                || digest.equals(image)
                || (image.length() >= 12 && digest.startsWith("sha256:" + image));
    }

    private static Predicate<Container> health(String value) {
        if (value.equals("none")) {
            return container -> container.health() == null;
        }
        Health wanted = choice("health", value, Health.values());
        return container -> container.health() == wanted;
    }

    private static <T extends Enum<T>> T choice(String filter, String value, T[] values) {
        return Arrays.stream(values)
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.INVALID,
                        "invalid filter '%s=%s': expected %s"
                                .formatted(
                                        filter,
                                        value,
                                        Arrays.stream(values)
                                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                                .collect(Collectors.joining(", ")))));
    }
}
