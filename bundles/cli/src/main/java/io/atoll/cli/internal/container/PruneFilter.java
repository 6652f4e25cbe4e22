package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.cli.internal.output.Times;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** {@code --filter} of what removes containers: all must hold. */
final class PruneFilter {
    private PruneFilter() {}

    /** @throws AtollException INVALID if there is no such filter */
    static Predicate<Container> of(List<String> filters, Instant now) {
        return filters.stream().map(filter -> one(filter, now)).reduce(container -> true, Predicate::and);
    }

    private static Predicate<Container> one(String filter, Instant now) {
        int equals = filter.indexOf('=');
        String value = filter.substring(equals + 1);
        return switch (equals < 0 ? "" : filter.substring(0, equals)) {
            case "until" -> {
                Instant limit = Times.point(value, now);
                yield container -> container.created().isBefore(limit);
            }
            case "label" -> ContainerFilter.label(value);
            case "label!" -> ContainerFilter.label(value).negate();
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown filter '%s': expected until=TIME, label=NAME[=VALUE] or label!=NAME[=VALUE]"
                                .formatted(filter));
        };
    }
}
