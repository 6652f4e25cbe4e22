package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.StoredImage;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code --filter}: all of them must hold. */
public final class ImageFilter {
    private ImageFilter() {}

    public static Predicate<StoredImage> of(List<String> filters, Instant now) {
        return filters.stream().map(filter -> one(filter, now)).reduce(image -> true, Predicate::and);
    }

    private static Predicate<StoredImage> one(String filter, Instant now) {
        if (filter.startsWith("until=")) {
            Instant limit = time(filter.substring("until=".length()), now);
            return image -> created(image).filter(limit::isAfter).isPresent();
        }
        if (filter.startsWith("label=")) {
            String label = filter.substring("label=".length());
            int equals = label.indexOf('=');
            return equals < 0
                    ? image -> image.config().labels().containsKey(label)
                    : image -> label.substring(equals + 1)
                            .equals(image.config().labels().get(label.substring(0, equals)));
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "unknown filter '%s': expected until=TIME, label=NAME or label=NAME=VALUE".formatted(filter));
    }

    /** An image that does not say when it was made is never older than something. */
    private static Optional<Instant> created(StoredImage image) {
        try {
            return Optional.of(OffsetDateTime.parse(image.config().created()).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code 24h}, {@code 1h30m}, a date, or a point in time. */
    private static Instant time(String text, Instant now) {
        try {
            if (text.matches("(\\d+h)?(\\d+m)?(\\d+s)?") && !text.isEmpty()) {
                return now.minus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
            }
            return text.length() == "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid time '%s': expected for example 24h, 2026-01-31 or 2026-01-31T10:00:00Z".formatted(text),
                    e);
        }
    }
}
