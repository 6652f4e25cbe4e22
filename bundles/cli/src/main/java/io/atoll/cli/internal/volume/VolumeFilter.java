package io.atoll.cli.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** {@code --filter}: all of them must hold. */
final class VolumeFilter {
    static final String HELP =
            "Filters: dangling=true, those that no container uses; name=PART; label=NAME, label=NAME=VALUE, label!=...; driver=NAME.";

    static final String LABEL_HELP = "Filters: label=NAME, label=NAME=VALUE, label!=...; several must all hold.";

    private VolumeFilter() {}

    /**
     * @param used the names of those that containers use
     * @throws AtollException INVALID if there is no such filter
     */
    static Predicate<Volume> of(List<String> filters, Set<String> used) {
        return filters.stream().map(filter -> one(filter, used)).reduce(volume -> true, Predicate::and);
    }

    /** Of {@code prune}, which has labels only. */
    static Predicate<Volume> ofLabels(List<String> filters) {
        for (String filter : filters) {
            if (!filter.startsWith("label=") && !filter.startsWith("label!=")) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown filter '%s': expected label=NAME, label=NAME=VALUE or label!=NAME".formatted(filter));
            }
        }
        return of(filters, Set.of());
    }

    private static Predicate<Volume> one(String filter, Set<String> used) {
        int equals = filter.indexOf('=');
        String name = equals < 0 ? "" : filter.substring(0, equals);
        String value = filter.substring(equals + 1);
        return switch (name) {
            case "dangling" -> dangling(value, used);
            case "name" -> volume -> volume.name().contains(value);
            case "driver" -> volume -> volume.driver().equals(value);
            case "label" -> label(value);
            case "label!" -> label(value).negate();
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown filter '%s': expected dangling=true, name=PART, label=NAME, label=NAME=VALUE, label!=NAME or driver=NAME"
                                .formatted(filter));
        };
    }

    private static Predicate<Volume> dangling(String value, Set<String> used) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> volume -> !used.contains(volume.name());
            case "false", "0" -> volume -> used.contains(volume.name());
            default ->
                throw new AtollException(
                        ErrorCode.INVALID, "invalid filter 'dangling=%s': expected true or false".formatted(value));
        };
    }

    private static Predicate<Volume> label(String label) {
        int equals = label.indexOf('=');
        return equals < 0
                ? volume -> volume.labels().containsKey(label)
                : volume -> label.substring(equals + 1).equals(volume.labels().get(label.substring(0, equals)));
    }
}
